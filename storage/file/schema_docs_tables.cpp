#include "storage/file/schema_docs.hpp"

namespace trawl::storage {

std::string_view docs_of_tables() {
  return R"(
crawls | One row for each crawl of the file; a later crawl asks again what it reaches.
  id | Key; a later crawl has a higher one.
  name | The name of the crawl, by default the host of its first seed.
  started_at [UTC] | When it began, ISO 8601.
  finished_at [UTC] | When its last run ended; NULL while a run is under way.
  status | How it stands.
  status = running | A run is under way, or was killed.
  status = interrupted | It can be resumed.
  status = finished | Nothing was left to fetch.
  status = failed | It ended by an error of trawl or of the disk.
  exit_reason | Why its last run ended.
  exit_reason = nothing left to fetch | It is finished.
  exit_reason = page limit | -n pages were fetched.
  exit_reason = size limit | --size-limit bytes were fetched.
  exit_reason = time limit | --time-limit is over.
  exit_reason = parked hosts | All that is left belongs to hosts that ask for a longer wait than --max-wait.
  exit_reason = interrupted | A person or the system stopped it.
  exit_reason = requeued | It was finished, and an order has queued URLs again.
  config [JSON] | The flags, seeds and rules that it ran with, without secrets.
  trawl_version | The version that ran it.
  stats [JSON] | Numbers of its last run: pages, bytes, seconds, longest_hold_ms and hold_p99_ms of the event loop.

hosts | One row for each scheme, name and port: the politeness ledger. It survives restarts.
  id | Key.
  name | Scheme, name and port: https://example.org, http://example.org:8080.
  domain | The registrable domain: example.org.
  ip | The address that answered last.
  robots_status | What became of its robots.txt; NULL: not asked.
  robots_status = ok | It was read.
  robots_status = none | There is none: everything is allowed.
  robots_status = unreachable | It could not be fetched: nothing is allowed for now.
  robots_fetched_at [epoch s] | When robots.txt was fetched.
  crawl_delay [s] | The Crawl-delay that robots.txt asks for.
  current_delay [s] | The pause between two fetches as it is now.
  delay_source | Which rule makes current_delay.
  delay_source = delay | The user's --delay or --rate.
  delay_source = crawl-delay | The Crawl-delay of robots.txt.
  delay_source = slow | The host answers slowly, so trawl asks more slowly.
  next_allowed_at [epoch s] | When the host may be asked again.
  wait_reason | What it waited for when the ledger was written; NULL: nothing. A reason for skipping URLs says that the host was given up.
  wait_reason = in flight | As many fetches as allowed were under way.
  wait_reason = delay | As delay_source.
  wait_reason = crawl-delay | As delay_source.
  wait_reason = slow | As delay_source.
  wait_reason = retry-after | It asked for a pause by Retry-After.
  wait_reason = backoff | A pause after answers 429 or 503, or after failures in a row.
  wait_reason = robots | robots.txt could not be fetched and is asked for again later.
  wait_reason = lookup | Its name was being looked up.
  wait_reason = paused | An order has paused it.
  wait_reason = address | Another host at its address was being asked.
  wait_reason = domain | Another host of its domain was being asked.
  wait_reason = parked: … | It asks for a longer wait than --max-wait, for the reason after the colon.
  pages | Pages of the newest crawl.
  errors | Errors of the newest crawl.
  bytes [bytes] | Decoded bytes of the newest crawl.
  pending | URLs that wait.
  robots_txt | The text of robots.txt.
  paused | 1: an order has paused it, for this run.
  own_delay [s] | The delay that an order has given it in place of --delay; NULL: none.

urls | Every URL ever found, once: what waits, what is done, what is not asked and why.
  id | Key, referred to as url_id.
  url | The URL as it is asked for, spelt as it was found first.
  host_id | The row of hosts.
  state | Where it stands.
  state = pending | It waits.
  state = leased | A run has it in memory or in flight; after a kill it is fetched again.
  state = done | It was fetched, whatever the status.
  state = failed | No try brought a whole answer.
  state = skipped | It is not asked; skip_reason says why.
  state = held | It waits for a person: URLs of its shape bring nothing new; skip_reason has the shape.
  skip_reason | Why it is not asked, for some with a detail after ": "; NULL unless skipped or held.
  depth [links] | Links away from a seed, on the shortest way found.
  priority | Higher goes first.
  due_at [epoch s] | Not before this time; 0: at once.
  attempts | Tries so far.
  redirects | Redirects in a row that led here.
  via_id | The URL on whose page it was found first; NULL for a seed.
  via_kind | How it was found first.
  via_kind = seed | The user named it.
  via_kind = link | By a link on a page.
  via_kind = redirect | By a redirect.
  via_kind = sitemap | By a sitemap.
  via_kind = feed | By a feed.
  discovered_at [UTC] | When it was found first.
  kind | What it is.
  kind = page | A page or any other file.
  kind = sitemap | A sitemap that robots.txt, another sitemap or the user named.
  kind = guessed_sitemap | /sitemap.xml, which nobody named.
  kind = external | Outside the scope: --check-external asked whether it is there, and read nothing.
  kind = asset | An image, script or what else a page names: --assets check asked whether it is there, and read nothing.
  kind = stylesheet | A style sheet of the site: --assets check asked for it, and for what it loads.
  kills | How many kills of trawl in a row met it in flight.
  crawl_id | The newest crawl that has reached it.
  hop_cookies | After a redirect: a hash of the cookies that it was asked with.
  own_key | Its key, where that is not the URL itself.
  key | URLs with the same key are one page: case of the host, default port, order of tracking parameters aside.
  label | Of the rule of the spider file that chose it.
  request [JSON] | What makes it more than a GET; secret: reads as NULL in trawl query.
  paging | What says whether a page that was reached by paging brings anything new.

shapes | URLs that look alike, and what fetching them brings: from ten fetches on, by crawl and host.
  id | Key.
  crawl_id | The crawl.
  host_id | The row of hosts.
  shape | What such URLs have in common: {n} is a number, {id} an id, {w} a word, {*} any rest.
  state | What becomes of such URLs.
  state = open | They are asked.
  state = held | Of the last 50 fetches two at most brought something: the rest waits for a person.
  state = released | A person released them; they are not held again in this crawl.
  state = dropped | A person dropped them: they are skipped.
  fetched | How many were fetched, errors aside. Where each has a shape to itself, their common shape counts ten of each.
  new_content | How many of those had content that the host had not shown before.
  new_items | Rows of item tables on them that no page before had.
  recent | The last 50 fetches, a bit each, the newest lowest: 1 if it brought something.
  held_at [UTC] | When they were held.

pages | One row for each fetch that was stored; the history is kept. pages_latest has the newest of each URL.
  id | Key, referred to as page_id; a later fetch has a higher one.
  crawl_id | The crawl that fetched it.
  url_id | The row of urls.
  url | The URL that was asked for.
  final_url | The URL that answered: another spelling, if that was asked for.
  redirect_id | The row of urls to which a redirect leads; NULL: it is no redirect, or leads nowhere.
  status | The HTTP status; 0: there was no response.
  error | Why there is no whole answer; NULL: there is one. A status such as 404 is no error here.
  error = dns | The name could not be resolved.
  error = connect | The connection was refused, or the host is unreachable.
  error = tls | The handshake failed, or the certificate is not valid.
  error = timeout | A deadline passed.
  error = too_large | The body or the headers exceed their limit.
  error = truncated | The server closed before the declared end.
  error = reset | The connection broke.
  error = protocol | The answer is not HTTP, or contradicts itself.
  error = encoding | The body cannot be decoded by its Content-Encoding.
  error = address_forbidden | The address is not allowed, such as a private one.
  error = proxy | The proxy refused or failed.
  error = resources | This machine lacked descriptors or memory.
  error = internal | None of these: a bug of trawl.
  error = bad_redirect | A redirect without a Location that can be followed.
  error = redirect_loop | It redirects to itself.
  error = too_many_redirects | It redirects after too many redirects in a row.
  error_detail | The same for people, with what failed.
  fetched_at [UTC] | When the answer was complete.
  elapsed_ms [ms] | From the start of the fetch to its end.
  size [bytes] | Of the decoded body.
  content_type | The media type, sniffed as browsers do; in lower case, without parameters.
  charset | The encoding that a text was read in, by its WHATWG name.
  http_version | 1.0, 1.1 or 2.
  ip | The address that answered.
  title | The text of <title>; NULL: none or empty.
  description | The content of <meta name=description>.
  lang | The lang attribute of <html>.
  canonical | The canonical URL, from a link or a header.
  robots | The directives of <meta name=robots> and X-Robots-Tag.
  word_count [words] | Words of the visible text.
  links_internal [links] | Links to its own host.
  links_external [links] | Links to other hosts.
  body_id | The row of bodies; NULL: not stored.
  content_hash | A hash of the decoded body, 16 bytes.
  simhash | A fingerprint of the text, 64 bits; pages that differ in at most 3 bits are near duplicates.
  truncated | 1: the body was cut, at a limit or by a failure.
  timing [JSON] | Seconds: resolve, connect, tls, first_byte, total; waited, from when the URL was found or the run began until it was asked, and waited_for, as pages_flat.waited_for.
  meta [JSON] | charset_source, headings as [level, text], refresh, json_ld, open_graph.
  headers [JSON] | Pairs [name, value] in the order of the answer; secrets are "***".
  status_class | The first digit of the status; 2 for a 304, whose page is as it was.
  etag | The header ETag.
  last_modified | The header Last-Modified.
  server | The header Server.

superseded_pages | The pages that have a newer row of their URL, which pages_latest leaves out; triggers keep it.
  page_id | The row of pages.

bodies | The content of pages; identical pages share a row. body(page_id) in trawl query decodes it.
  id | Key.
  hash | XXH3-128 of the decoded body.
  encoding | How content is stored; NULL: as it is.
  encoding = zstd | Zstandard, by trawl or as it was sent.
  encoding = zstd+dictionary | Zstandard with another body as its dictionary.
  encoding = gzip | As it was sent.
  encoding = br | As it was sent: Brotli.
  size [bytes] | Of the decoded body.
  content | The body.
  dictionary_id | The row of bodies whose decoded body is the dictionary (raw content); that has none itself. NULL: none.

anchors | What links say, each once for all the pages that have it. The view links has a row for each link.
  id | Key.
  url_id | Where it leads; NULL: to no page, href says where else.
  kind | What the link is: the name of its element, or one of these.
  kind = refresh | A meta refresh or a Refresh header.
  kind = sitemap | An entry of a sitemap.
  kind = feed | An entry of a feed.
  kind = style | url() in a style element or attribute.
  kind = css | url() in a style sheet, whose row of pages has it.
  kind = import | @import in a style element or style sheet.
  kind = image | An image in a drawing (SVG).
  kind = use | A part of a drawing (SVG) that stands elsewhere.
  kind = background | This and the following: the attribute of that name.
  kind = lowsrc | Of an image, for slow connections.
  kind = archive | Of an applet or object.
  kind = manifest | Of html.
  kind = cite | The source of a quotation, or why a text was changed.
  kind = longdesc | A long description of an image or frame.
  kind = formaction | Where a button sends its form.
  kind = usemap | The map of an image, on another page.
  kind = classid | Of an object.
  kind = codebase | Of an object.
  kind = pluginspage | Of an embed.
  kind = profile | Of head.
  kind = itemtype | The vocabulary of microdata.
  kind = follow | Found by a rule of the spider file elsewhere than in links.
  text | Its text, or the alternative text of its image; at most 200 characters.
  rel | The rel attribute.
  nofollow | 1: the link or its page says nofollow.
  fragment | What follows "#", without it.
  href | As written; NULL where the URL's key says as much.
  attributes [JSON] | What else the element says: alt, hreflang, media, type, method.
  error | Why href is no URL; NULL for one of another scheme, such as mailto.

page_anchors | The links of each page.
  page_id | The row of pages.
  anchors [JSON] | Ids of anchors, in the order of the page.

anchor_pages | The pages of each anchor, built in parts when a crawl finishes.
  anchor_id | The row of anchors.
  last_page_id | Of the list.
  pages [JSON] | Ids of pages, in order; an anchor of many pages has several lists.

anchor_parts | The parts of anchor_pages.
  last_page_id | anchor_pages has all pages up to this one.

sitemap_entries | What each sitemap lists.
  page_id | The sitemap's row of pages.
  position | Its place in the sitemap, from 0.
  url_id | The URL that it lists.
  lastmod | As written.
  changefreq | How often the page is said to change, as written: always, hourly, daily, weekly, monthly, yearly, never.
  priority | From 0.0 to 1.0, as written: what the site says of the page beside its others.

cookies | Cookies of the crawl's session.
  id | Key.
  domain | The host or domain that it is for.
  host_only | 0: for the hosts below the domain, too.
  path | It is sent for this path and below.
  name | Its name.
  value | Secret: reads as NULL in trawl query.
  secure | 1: for https alone.
  http_only | 1: not for scripts.
  expires_at [epoch s] | NULL: it ends with the crawl.

typed_hosts | Hosts that the user named; these may be at private addresses.
  name | The host.
  port | Its port.
  first_addresses | Those of its first lookup, separated by blanks; they hold for all crawls.

events | What happened on the way, for people.
  id | Key.
  at [UTC] | When.
  level | How much it matters.
  level = info | It went on.
  level = warning | Something may be missing.
  level = error | Something is missing.
  kind | What happened: retry, pause, parked, limit, steering, trap, robots changed, forbidden address and others; of a kind and a host a run has 1,000 rows at most, but for retries.
  url_id | The URL that it is about.
  host_id | The host that it is about.
  message | A sentence.
  crawl_id | The crawl.

stats | The course of each crawl, for charts; at most 600 moments a crawl.
  at [epoch s] | The moment.
  key | What was measured: seconds, pages, bytes, errors, queued, in_flight, pages_per_second, bytes_per_second; latency_p50_ms, latency_p90_ms, latency_p99_ms (of the fetches since the moment before; missing without any); and 'errors: timeout', 'errors: status 404' and the like, so far, of at most 8 kinds, with the rest in 'errors: other'.
  value | Its value.
  crawl_id | The crawl.

counters | Numbers of each crawl, kept in step with the rows; the view numbers computes the same from the rows.
  crawl_id | The crawl.
  kind | What is counted: total, url state, status class, page class, error, skip reason and others.
  name | Which of them.
  value | How many.

usage_preferences | What sites ask of machines that use their pages, one row for each label. Recorded, and obeyed only with --respect.
  id | Key.
  host_id | The row of hosts.
  page_id | The row of pages; NULL: of a file for the whole host, or of a page that --respect did not keep.
  source | Where it stands, and what it is.
  source = robots.txt content-usage | A Content-Usage line for trawl's user agent (IETF draft aipref-attach).
  source = robots.txt content-signal | A Content-Signal line for trawl's user agent.
  source = robots.txt license | A License line (RSL).
  source = tdmrep.json | A rule of /.well-known/tdmrep.json, which is asked for with --respect tdm.
  source = header content-usage | The header Content-Usage.
  source = header content-signal | The header Content-Signal.
  source = header tdm-reservation | The header tdm-reservation.
  source = header tdm-policy | The header tdm-policy.
  source = header x-robots-tag | noai or noimageai in X-Robots-Tag.
  source = meta robots | noai or noimageai in a meta element.
  source = meta tdm-reservation | A meta element.
  source = meta tdm-policy | A meta element.
  source = link license | A link with rel=license, or a Link header.
  scope | The paths that it is about, as in robots.txt; of a page that was not kept, its path and query; NULL: the page.
  label | The use that it speaks of, such as train-ai or search; NULL: the field could not be read.
  value | What is asked for; NULL: unknown, or the label says it all (noai).
  value = y | The use is allowed (Content-Usage).
  value = n | The use is not wanted (Content-Usage).
  value = yes | The use is allowed (Content-Signal).
  value = no | The use is not wanted (Content-Signal).
  value = 1 | Rights are reserved (tdm-reservation).
  value = 0 | Rights are not reserved (tdm-reservation).
  value = … | Of tdm-policy and license a URL or what stands in its place.
  raw | The line, header or element as it came, at most 1,000 bytes.

structured | What pages say of themselves for machines, where the crawl ran with --structured.
  id | Key.
  page_id | The row of pages.
  kind | What it is.
  kind = json-ld | An object of JSON-LD.
  kind = microdata | An item of microdata.
  kind = opengraph | The Open Graph properties of the page.
  kind = twitter | The Twitter card of the page.
  kind = feed | An entry of a feed.
  kind = table | An HTML table.
  type | Its type, such as Product.
  data [JSON] | What it says.

page_text | What people read on the newest page of each URL; made by the first trawl search, and brought up to date by each.
  page_id | The row of pages.
  text | The visible text of an HTML page, or other text, in UTF-8; NULL: it has none, or the page is no success.
  title | Its title.

pages_fts | The words of page_text, for MATCH (FTS5): SELECT rowid FROM pages_fts WHERE pages_fts MATCH 'clock*'.
  text | As page_text.text.
  title | As page_text.title.
  pages_fts | For commands of FTS5.
  rank | How well a row fits; lower is better.

schema_docs | What you read: each table, view and column of trawl, and the values of columns that have a fixed set.
  name | Of the table or view.
  column | NULL: the row is about the table or view itself.
  value | NULL: the row is about the column itself.
  unit | In which the column counts; UTC: a time in ISO 8601, epoch s: seconds since 1970.
  text | What it is.
)";
}

}  // namespace trawl::storage
