#include "storage/file/schema_docs.hpp"

namespace trawl::storage {

std::string_view docs_of_views() {
  return R"(
pages_latest (pages) | The newest row of pages of each URL.

pages_flat (pages) | The newest fetch of each URL for tables and data frames: numbers, text and no blobs; a number that counts is never NULL.
  page_id | The id in pages.
  host | Scheme, name and port.
  final_url | The URL that answered.
  redirect_url | Where a redirect leads.
  outcome | What became of the fetch.
  outcome = ok | A whole answer with a status of 2xx, or 304.
  outcome = redirect | A status of 3xx.
  outcome = client error | A status of 4xx.
  outcome = server error | A status of 5xx.
  outcome = other status | Any other status.
  outcome = no response | There was none.
  outcome = broken response | Its head came, the rest is missing or cannot be used.
  resolve_ms [ms] | Until the name was resolved; NULL: not measured.
  connect_ms [ms] | Until the connection stood, counted from the start.
  first_byte_ms [ms] | Until the first byte of the answer, counted from the start.
  waited_ms [ms] | How long the URL waited before it was asked, as pages.timing says; NULL: not measured.
  waited_for | What it waited for at the end, as pages.timing says; NULL: nothing.
  waited_for = retry | Its own pause after a try that failed.
  waited_for = delay | Its host's turn: the user's --delay.
  waited_for = crawl-delay | Its host's turn: the Crawl-delay of robots.txt.
  waited_for = slow | Its host's turn: the host answers slowly.
  waited_for = retry-after | A pause of its host, by Retry-After.
  waited_for = backoff | A pause of its host after answers 429 or 503, or after failures in a row.
  waited_for = robots | The robots.txt of its host was being fetched, or could not be.
  waited_for = in flight | Other pages of its host were being fetched.
  waited_for = address | Another host at its address was being asked.
  waited_for = domain | Another host of its domain was being asked.
  waited_for = paused | A pause by a person, of the crawl or of its host.
  waited_for = rate | --rate.
  waited_for = concurrency | As many fetches as -c allows were under way, or the name of its host was being looked up.
  title_length [characters] | Of the title; 0: none.
  description_length [characters] | Of the description; 0: none.
  h1 | The first heading of level 1.
  h1_count | Headings of level 1.
  body_id | The row of bodies; 0: not stored.
  content_hash | As hexadecimal text.
  simhash | As 16 hexadecimal digits.
  kind | As urls.kind: page, sitemap, guessed_sitemap, external, asset or stylesheet.
  depth [links] | Links away from a seed.
  via_kind | How it was found first: seed, link, redirect, sitemap or feed.
  via_url | The URL on whose page it was found first.
  attempts | Tries for the newest answer.

links (anchors) | One row for each link of each page, in the order of the page.
  page_id | The page that has the link.
  position | Its place on the page, from 0.

frontier (urls) | What waits or is in flight, in the order of hosts and time.
  url_id | The row of urls.
  host | Scheme, name and port.
  next_allowed_at [epoch s] | When the host may be asked again.
  wait_reason | What the host waits for, as hosts.wait_reason.

numbers (counters) | The numbers of the newest crawl, computed from the rows.

host_summary (hosts) | One row for each host, those with the most pages first.
  host | Scheme, name and port.
  queued | URLs that wait or are in flight.

shape_summary (shapes) | Shapes of URLs of the newest crawl, those that are held first.
  host | Scheme, name and port.
  waiting | URLs that are held for it.

failures (pages) | URLs that give nothing to a person who follows a link: errors, statuses from 400, skipped where that breaks links, redirects in a circle.
  error | As pages.error; for a URL that was skipped the reason, or its detail.
  detail | The same for people.

error_summary | What went wrong, counted.
  error | As failures.error, or why a link is no URL; NULL: the status says it.
  status | The HTTP status; 0: there was no response.
  pages | How many URLs or links.
  example | One of the URLs.

status_by_depth | How answers spread over the depth of the site.
  depth [links] | Links away from a seed.
  pages | All of that depth.
  ok | Status 2xx, or 304.
  redirects | Status 3xx.
  client_errors | Status 4xx.
  server_errors | Status 5xx.
  no_response | Without a response.

inlinks (anchors) | Who links to a URL.
  url | The URL that the link leads to.
  from_url | The page that has the link.
  from_title | Its title.
  url_id | Of the URL that the link leads to.
  from_page_id | The row of pages that has the link.

broken_links (anchors) | Links to what fails, also through redirects, and links that are no URL.
  page_url | The page that has the link.
  link_url | Where it leads.
  status | The status there; 0: there was no response.
  error | As failures.error.
  detail | The same for people.

redirect_chains | Each redirect with all that follow it.
  url | Where the chain begins.
  hops | Redirects in the chain.
  final_url | Where it ends.
  final_status | The status there; NULL: not fetched.
  endless | 1: a circle, or longer than 20 redirects.
  chain | All its URLs, with " -> " between.

orphans (urls pages) | Pages that no other page links to: they were found by a sitemap or a seed.
  title | The title of the page.

missing_titles (pages) | HTML pages without a title.

slow_pages (pages) | The hundred slowest pages.

duplicate_content | Groups of pages with the same body.
  content_hash | Of the body, as hexadecimal text.
  pages | How many pages share it.
  size [bytes] | Of the body.
  urls | Their URLs, separated by blanks.

near_duplicates | Pairs of pages whose texts are nearly the same.
  url | One page.
  near_url | The other.
  distance [bits] | In how many of 64 bits their fingerprints differ, 0 to 3.

changes (item_changes) | Changed values of item tables, with names.
  table | The item table.
  field | The field.
  url | The page that brought the new value.

field_summary (field_health) | The fields of the newest crawl with rules, beside the crawl before.
  null_percent [%] | nulls of rows.
  rows_before | The same of the crawl before.
  matched_before | The same of the crawl before.
  nulls_before | The same of the crawl before.
  bad_type_before | The same of the crawl before.
  null_percent_before [%] | The same of the crawl before.
)";
}

}  // namespace trawl::storage
