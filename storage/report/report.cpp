#include "storage/report/report.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace trawl::storage {
namespace {

using enum Severity;

const std::vector<Report> kLinkReports{
    {"broken_links", "Broken links",
     "Links to pages that answer with an error or not at all, and hrefs that are no URL.", issue, 5, R"sql(
SELECT link_url, status, error, detail, count(*) OVER (PARTITION BY link_url, error, status) AS links, page_url, kind, text
FROM (SELECT DISTINCT link_url, status, error, detail, page_url, kind, text FROM broken_links)
ORDER BY links DESC, link_url, error, status, page_url, kind, text)sql"},
    {"missing_fragments", "Links to missing fragments",
     "Links whose #fragment no element of the target has as id or name. Read from stored bodies.", issue, 2,
     R"sql(
SELECT target_url, fragment, page_url, text FROM missing_fragments ORDER BY target_url, fragment, page_url, text)sql",
     Report::Needs::fragments},
    {"redirect_loops", "Redirect loops", "Redirects that lead back to themselves, or on without end.", issue,
     0, R"sql(
SELECT url, hops, chain FROM redirect_loops ORDER BY url)sql"},
    {"redirect_chains", "Redirect chains", "Redirects that lead to another redirect.", warning, 0, R"sql(
SELECT url, hops, final_url, final_status, chain FROM redirect_chains WHERE hops > 1 AND NOT endless
ORDER BY hops DESC, url)sql"},
    {"linked_redirects", "Links to redirects", "Links that could name the target of the redirect.", note, 3,
     R"sql(
SELECT link_url, status, target_url, page_url, kind, text FROM linked_redirects ORDER BY link_url, page_url, kind, text)sql"},
    {"mixed_content", "Mixed content", "What pages of https load from http, or send there.", issue, 2, R"sql(
SELECT resource_url, kind, page_url FROM mixed_content ORDER BY resource_url, kind, page_url)sql"},
    {"orphans", "Orphan pages", "Pages that are no seeds, and to which no link of another page leads.",
     warning, 0, R"sql(
SELECT url, title, via_kind, depth FROM orphans WHERE via_kind IS NOT 'seed' ORDER BY url)sql",
     Report::Needs::orphans},
    {"sitemap_errors", "Sitemap: not an indexable page",
     "Listed URLs that answer with an error or a redirect, or ask not to be indexed.", issue, 0, R"sql(
SELECT url, problem, status, sitemap_url FROM sitemap_errors ORDER BY problem, url, sitemap_url)sql"},
    {"sitemap_not_linked", "Sitemap: listed but not linked", "Listed pages to which no link leads.", warning,
     0, R"sql(
SELECT url, title, sitemap_url FROM sitemap_not_linked ORDER BY url, sitemap_url)sql",
     Report::Needs::orphans},
    {"sitemap_not_listed", "Sitemap: linked but not listed", "Indexable pages that no sitemap lists.",
     warning, 0, R"sql(
SELECT url, title, depth FROM sitemap_not_listed ORDER BY depth, url)sql"},
};

const std::vector<Report> kContentReports{
    {"duplicate_content", "Exact duplicates", "Pages whose bodies are the same, byte for byte.", warning, 2,
     R"sql(
SELECT content_hash, pages, size, url
FROM (SELECT lower(hex(content_hash)) AS content_hash, count(*) OVER (PARTITION BY content_hash) AS pages, size, url
      FROM page_facts WHERE content_hash IS NOT NULL AND status_class = 2)
WHERE pages > 1
ORDER BY pages DESC, content_hash, url)sql"},
    {"near_duplicates", "Near duplicates",
     "Pairs of pages whose texts are almost the same: fingerprints that differ in at most 3 of 64 bits.",
     warning, 1, R"sql(
SELECT url, near_url, distance FROM near_duplicates ORDER BY url, distance, near_url)sql",
     Report::Needs::near_duplicates},
    {"missing_titles", "Page titles: missing", "HTML pages without a title.", issue, 0, R"sql(
SELECT url, status, content_type, size FROM missing_titles ORDER BY url)sql"},
    {"duplicate_titles", "Page titles: duplicate", "Titles that several indexable pages have.", warning, 2,
     R"sql(
SELECT title, pages, url FROM duplicate_titles ORDER BY pages DESC, title, url)sql"},
    {"long_titles", "Page titles: over 60 characters", "Search engines cut longer titles.", note, 0, R"sql(
SELECT url, characters, title FROM long_titles ORDER BY characters DESC, url)sql"},
    {"short_titles", "Page titles: below 30 characters", "There is room to say more.", note, 0, R"sql(
SELECT url, characters, title FROM short_titles ORDER BY characters, url)sql"},
    {"missing_descriptions", "Meta description: missing", "Indexable pages without one.", warning, 0, R"sql(
SELECT url, title FROM missing_descriptions ORDER BY url)sql"},
    {"duplicate_descriptions", "Meta description: duplicate",
     "Descriptions that several indexable pages have.", warning, 2,
     R"sql(
SELECT description, pages, url FROM duplicate_descriptions ORDER BY pages DESC, description, url)sql"},
    {"long_descriptions", "Meta description: over 155 characters", "Search engines cut longer ones.", note, 0,
     R"sql(
SELECT url, characters, description FROM long_descriptions ORDER BY characters DESC, url)sql"},
    {"short_descriptions", "Meta description: below 70 characters", "There is room to say more.", note, 0,
     R"sql(
SELECT url, characters, description FROM short_descriptions ORDER BY characters, url)sql"},
    {"missing_h1", "H1: missing", "Indexable pages without a first heading.", warning, 0, R"sql(
SELECT url, title FROM missing_h1 ORDER BY url)sql"},
    {"duplicate_h1", "H1: duplicate", "First headings that several indexable pages have.", note, 2, R"sql(
SELECT h1, pages, url FROM duplicate_h1 ORDER BY pages DESC, h1, url)sql"},
    {"multiple_h1", "H1: multiple", "Pages with more than one.", note, 0, R"sql(
SELECT url, h1_count, h1 FROM multiple_h1 ORDER BY h1_count DESC, url)sql"},
    {"long_h1", "H1: over 70 characters", "First headings that are long.", note, 0, R"sql(
SELECT url, characters, h1 FROM long_h1 ORDER BY characters DESC, url)sql"},
    {"images_without_alt", "Images: missing alt attribute",
     "Images that say nothing to people who cannot see them; alt=\"\" is right for decoration.", warning, 2,
     R"sql(
SELECT image_url, count(*) OVER (PARTITION BY image_url) AS pages, page_url FROM images_without_alt
ORDER BY pages DESC, image_url, page_url)sql"},
    {"canonical_conflicts", "Canonicals: non-indexable canonical",
     "Pages that name as canonical what answers with an error or a redirect, or does not want to be indexed.",
     issue, 0,
     R"sql(
SELECT page_url, canonical, problem FROM canonical_conflicts ORDER BY problem, page_url)sql"},
    {"hreflang_conflicts", "Hreflang: conflicts",
     "Alternates that do not link back, fail, redirect, ask not to be indexed, or name no language.", issue,
     1, R"sql(
SELECT problem, page_url, hreflang, target_url FROM hreflang_conflicts ORDER BY problem, page_url, hreflang, target_url)sql"},
};

const std::vector<Report> kFactReports{
    {"errors", "Errors", "How often each kind of failure occurred.", note, 0, R"sql(
SELECT error, status, pages, example FROM error_summary ORDER BY pages DESC, error, status)sql"},
    {"status_by_depth", "Status by depth", "Answers, by how many links lie between a seed and the page.",
     note, 0, R"sql(
SELECT depth, pages, ok, redirects, client_errors, server_errors, no_response FROM status_by_depth ORDER BY depth)sql"},
    {"hosts", "Hosts",
     "The hosts of all URLs that were found; pages, errors and bytes are those of the newest crawl.", note, 0,
     R"sql(
SELECT host, pages, errors, bytes, queued, robots_status, current_delay, wait_reason FROM host_summary
ORDER BY pages DESC, host)sql"},
    {"slow_pages", "Slow pages", "The hundred that took longest.", note, 0, R"sql(
SELECT url, elapsed_ms, status, size FROM slow_pages ORDER BY elapsed_ms DESC, url)sql"},
    {"large_pages", "Large pages", "The hundred with the largest bodies, in bytes without compression.", note,
     0, R"sql(
SELECT url, size, content_type FROM large_pages ORDER BY size DESC, url)sql"},
    {"link_rank", "Link rank",
     "PageRank over all links between pages; the score is its logarithm, 100 for the first.", note, 0,
     R"sql(
SELECT url, score, round(rank, 9) AS rank, inlinks, title FROM link_rank ORDER BY rank DESC, url)sql",
     Report::Needs::link_rank},
};

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case issue:
      return "issue";
    case warning:
      return "warning";
    case note:
      return "note";
  }
  return "";
}

std::span<const Report> reports() {
  static const std::vector<Report> kAll = [] {
    std::vector<Report> all = kLinkReports;
    all.insert(all.end(), kContentReports.begin(), kContentReports.end());
    all.insert(all.end(), kFactReports.begin(), kFactReports.end());
    return all;
  }();
  return kAll;
}

const Report* report_named(std::string_view name) {
  std::string wanted(name);
  std::replace(wanted.begin(), wanted.end(), '-', '_');
  const auto all = reports();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Report& one) { return one.name == wanted; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace trawl::storage
