#include "storage/file/schema_docs.hpp"

namespace trawl::storage {

std::string_view docs_of_report_views() {
  return R"(
page_facts (pages urls) | The newest fetch of each URL in narrow columns, for reports.
  url | As it was asked for.
  asked_url | As the next crawl asks for it.
  h1_count | Headings of level 1.
  h1 | The first heading of level 1.
  robot_words | What the page and its headers say to robots, with a comma before and behind each word.
  is_noindex | 1: robots are not to index it; NULL: it says nothing to robots.
  is_canonical | 1: it names no other URL as canonical.

html_pages (page_facts pages urls) | The HTML pages that answered with a success.
  page_id | The row of pages.
  is_noindex | 1: robots are not to index it.
  is_indexable | 1: it is not noindex, and names no other URL as canonical.

duplicate_titles (pages) | Titles that several indexable pages have.
  pages | How many have it.

long_titles (pages) | Titles of over 60 characters.
  characters [characters] | Of the title.

short_titles (pages) | Titles of less than 30 characters.
  characters [characters] | Of the title.

missing_descriptions (pages urls) | Indexable pages without a meta description.

duplicate_descriptions (html_pages pages) | Meta descriptions that several indexable pages have.
  pages | How many have it.

long_descriptions (html_pages pages) | Meta descriptions of over 155 characters.
  characters [characters] | Of the description.

short_descriptions (html_pages pages) | Meta descriptions of less than 70 characters.
  characters [characters] | Of the description.

missing_h1 (html_pages pages urls) | Indexable pages without a heading of level 1.

duplicate_h1 (page_facts) | First headings that several indexable pages have.
  pages | How many have it.

long_h1 (page_facts) | First headings of over 70 characters.
  characters [characters] | Of the heading.

multiple_h1 (page_facts) | Indexable pages with more than one heading of level 1.

large_pages (pages) | The hundred pages with the largest bodies.

canonical_conflicts (pages) | Pages whose canonical URL answers with an error or a redirect, or does not want to be indexed.
  page_url | The page that names it.
  problem | What is wrong with it.

sitemap_listed (sitemap_entries urls) | What the newest sitemaps list.
  sitemap_url | The sitemap.

sitemap_not_linked (pages) | Listed pages to which no link of another page leads; seeds are left out.
  sitemap_url | The sitemap that lists it.

sitemap_not_listed (pages urls) | Indexable pages that no sitemap lists, if there is a sitemap.

sitemap_errors (pages) | Listed URLs that are no indexable page.
  problem | Why not.
  sitemap_url | The sitemap that lists it.

images_without_alt | Images without an alt attribute.
  image_url | The image.
  page_url | A page that shows it.

mixed_content (anchors) | What pages of https load from http, or send there.
  resource_url | What is loaded.
  page_url | The page of https.

linked_redirects (anchors pages) | Links to URLs that redirect.
  link_url | Where the link leads.
  target_url | Where that redirects to.
  page_url | The page that has the link.

redirect_loops | Redirects that lead back to themselves, or on without end.
  url | Where the loop begins.
  hops | Redirects up to the first URL that comes twice; 0: it redirects to itself.
  chain | All its URLs, with " -> " between.

hreflang_conflicts | Alternates for languages that do not link back, are no indexable page, or name no language.
  page_url | The page that names the alternate.
  hreflang | Its language, as written there.
  target_url | The alternate.
  problem | What is wrong.
)";
}

}  // namespace trawl::storage
