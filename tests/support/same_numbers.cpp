#include "tests/support/same_numbers.hpp"

#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/print/status_line.hpp"
#include "storage/file/sqlite.hpp"
#include "web/crawl_file.hpp"
#include "web/live_text.hpp"

namespace trawl::support {
namespace {

constexpr std::size_t kMostHosts = 100;

/// Counts each host's rows, as `hosts` should have them.
constexpr const char* kHosts = R"sql(
SELECT h.name,
       (SELECT count(*) FROM pages p JOIN urls u ON u.id = p.url_id
        WHERE u.host_id = h.id AND u.kind NOT IN ('sitemap', 'guessed_sitemap') AND p.crawl_id = crawl),
       (SELECT count(*) FROM pages p JOIN urls u ON u.id = p.url_id
        WHERE u.host_id = h.id AND p.crawl_id = crawl AND (error IS NOT NULL OR status >= 400)),
       (SELECT ifnull(sum(size), 0) FROM pages p JOIN urls u ON u.id = p.url_id
        WHERE u.host_id = h.id AND p.crawl_id = crawl AND status <> 304),
       (SELECT count(*) FROM urls WHERE host_id = h.id AND state IN ('pending', 'leased'))
FROM hosts h,
     (SELECT id AS crawl FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1))sql";

constexpr const char* kCounters = R"sql(
SELECT kind, name, sum(value) FROM counters
WHERE crawl_id = (SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1) OR kind = 'url state'
GROUP BY kind, name)sql";

void put(Numbers& numbers, const std::string& name, std::int64_t value) {
  if (value != 0) numbers[name] = value;
}

/// The name of a number of the view `numbers`; "" for what is shown nowhere.
std::string shown_as(const std::string& kind, const std::string& name) {
  if (kind == "total") return name == "hosts asked" ? "" : name;
  if (kind == "status class") return "class " + name;
  if (kind == "error") return "error " + name;
  if (kind == "skip reason") return "skipped " + name;
  return kind == "url state" && (name == "leased" || name == "held") ? name : "";
}

Numbers named(storage::Connection& connection, const char* sql) {
  Numbers numbers;
  storage::Statement select(connection, sql);
  storage::Rows rows = select.rows();
  while (rows.next())
    if (const auto name = shown_as(rows.text(0), rows.text(1)); !name.empty())
      put(numbers, name, rows.integer(2));
  return numbers;
}

void add_hosts(Numbers& numbers, storage::Connection& connection, const char* sql) {
  storage::Statement select(connection, sql);
  storage::Rows rows = select.rows();
  while (rows.next()) {
    put(numbers, rows.text(0) + " pages", rows.integer(1));
    put(numbers, rows.text(0) + " errors", rows.integer(2));
    put(numbers, rows.text(0) + " bytes", rows.integer(3));
    put(numbers, rows.text(0) + " queued", rows.integer(4));
  }
}

std::string text_of(const Numbers& numbers) {
  std::string text;
  for (const auto& [name, value] : numbers) text += name + " = " + std::to_string(value) + "\n";
  return text;
}

void check_place(const char* place, const Numbers& shown, const Numbers& rows) {
  CHECK_MESSAGE(shown == rows, place, " shows\n", text_of(shown), "and the rows come to\n", text_of(rows));
}

std::int64_t value_of(const Numbers& numbers, const std::string& name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

/// Only the busiest hosts are shown, and none that was never asked.
void check_shown(const char* place, const Numbers& shown, Numbers rows,
                 const std::vector<storage::LiveHost>& hosts) {
  std::erase_if(rows, [&](const auto& number) {
    const auto is_of = [&](const auto& host) { return number.first.starts_with(host.name + " "); };
    if (!number.first.starts_with("http") || std::any_of(hosts.begin(), hosts.end(), is_of)) return false;
    const std::string name = number.first.substr(0, number.first.find(' '));
    return hosts.size() >= kMostHosts || value_of(rows, name + " pages") == 0;
  });
  check_place(place, shown, rows);
}

/// The number in `text` at that place, which may have commas.
std::int64_t number_at(const std::string& text, std::size_t at) {
  std::string digits;
  for (; at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) || text[at] == ','); ++at)
    if (text[at] != ',') digits += text[at];
  return digits.empty() ? -1 : std::stoll(digits);
}

}  // namespace

Numbers numbers_in_rows(const std::filesystem::path& file) {
  storage::Connection connection(file, storage::Access::read);
  Numbers numbers = named(connection, "SELECT kind, name, value FROM numbers");
  add_hosts(numbers, connection, kHosts);
  return numbers;
}

Numbers numbers_in_status(const std::string& json) {
  const auto status = nlohmann::json::parse(json);
  Numbers numbers;
  for (const char* name : {"pages", "sitemaps", "retries", "bytes", "links", "queued", "leased", "held"})
    put(numbers, name, status.at(name));
  for (std::size_t i = 0; i < 6; ++i)
    put(numbers, "class " + std::to_string(i), status.at("status_classes").at(i));
  for (const auto& [kind, count] : status.at("errors").items()) {
    put(numbers, "error " + kind, count);
    numbers["errors"] += count.get<std::int64_t>();
  }
  put(numbers, "hosts", status.at("hosts_known"));
  for (const auto& [reason, count] : status.at("skipped").items()) put(numbers, "skipped " + reason, count);
  for (const auto& host : status.at("hosts"))
    for (const char* name : {"pages", "errors", "bytes", "queued"})
      put(numbers, host.at("name").get<std::string>() + " " + name, host.at(name));
  return numbers;
}

Numbers numbers_in_metrics(const std::string& text) {
  constexpr std::pair<const char*, const char*> kNames[] = {
      {"trawl_pages_total", "pages"},       {"trawl_sitemaps_total", "sitemaps"},
      {"trawl_retries_total", "retries"},   {"trawl_bytes_total", "bytes"},
      {"trawl_links_total", "links"},       {"trawl_queued_urls", "queued"},
      {"trawl_leased_urls", "leased"},      {"trawl_hosts_known", "hosts"},
      {"trawl_held_urls", "held"},          {"trawl_responses_total", "class "},
      {"trawl_errors_total", "error "},     {"trawl_skipped_total", "skipped "},
      {"trawl_host_pages_total", " pages"}, {"trawl_host_errors_total", " errors"},
      {"trawl_host_bytes_total", " bytes"}, {"trawl_host_queued_urls", " queued"},
  };
  Numbers numbers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t quote = line.find('"'), space = line.rfind(' ');
    const std::string family = line.substr(0, line.find_first_of("{ "));
    std::string label;
    if (quote < space) label = line.substr(quote + 1, line.rfind('"') - quote - 1);
    for (const auto& [name, shown] : kNames) {
      if (family != name) continue;
      if (family == "trawl_responses_total") label = label == "none" ? "0" : label.substr(0, 1);
      const std::int64_t value = std::stoll(line.substr(space + 1));
      put(numbers, *shown == ' ' ? label + shown : shown + label, value);
      if (family == "trawl_errors_total") numbers["errors"] += value;
    }
  }
  return numbers;
}

std::int64_t number_in_line(const std::string& summary, const std::string& label) {
  const std::size_t line = summary.find("\n  " + label + " ");
  return line == std::string::npos
             ? 0
             : number_at(summary, summary.find_first_not_of(' ', line + 3 + label.size()));
}

void check_same_numbers(const std::filesystem::path& file) {
  const Numbers rows = numbers_in_rows(file);
  {
    storage::Connection connection(file, storage::Access::read);
    Numbers counters = named(connection, kCounters), wanted = rows;
    for (const char* sum : {"errors", "queued", "hosts"}) wanted.erase(sum);
    add_hosts(counters, connection, "SELECT host, pages, errors, bytes, queued FROM host_summary");
    check_place("counters", counters, wanted);
  }
  const storage::LiveCrawl stored = web::CrawlFile(file).crawl();
  check_shown("the page of the file", numbers_in_status(web::status_json(stored, false)), rows, stored.hosts);
  check_shown("the metrics of the file", numbers_in_metrics(web::metrics_text(stored)), rows, stored.hosts);
}

void check_same_numbers(const std::filesystem::path& file, const storage::LiveNumbers& live,
                        const std::vector<storage::LiveHost>& hosts) {
  check_same_numbers(file);
  const Numbers rows = numbers_in_rows(file);
  storage::LiveCrawl crawl;
  crawl.numbers = live;
  crawl.hosts = hosts;
  check_shown("the page", numbers_in_status(web::status_json(crawl, false)), rows, hosts);
  check_shown("the metrics", numbers_in_metrics(web::metrics_text(crawl)), rows, hosts);
  const std::string line = cli::status_line(live);
  CAPTURE(line);
  CHECK(number_at(line, 0) == value_of(rows, "pages"));
  for (const char* name : {"queued", "errors"}) {
    const std::size_t end = line.find(std::string(" ") + name);
    CHECK(number_at(line, line.rfind(' ', end - 1) + 1) == value_of(rows, name));
  }
}

void check_summary(const std::filesystem::path& file, const std::string& summary) {
  const Numbers rows = numbers_in_rows(file);
  CAPTURE(summary);
  const std::size_t earlier = summary.find(" including earlier runs");
  const std::int64_t pages = earlier == std::string::npos
                                 ? number_in_line(summary, "pages")
                                 : number_at(summary, summary.rfind('(', earlier) + 1);
  CHECK(pages == value_of(rows, "pages"));
  for (const char* name : {"sitemaps", "errors", "retries", "queued", "bytes"})
    CHECK_MESSAGE(number_in_line(summary, name) == value_of(rows, name), name);
}

}  // namespace trawl::support
