// The cost of a commit beside the same rows written with bare SQLite calls, on a memory file system if there
// is one.
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include <sqlite3.h>
#include <unistd.h>

#include "storage/file/schema.hpp"
#include "storage/store.hpp"
#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"

using namespace trawl;

namespace {

constexpr int kPages = 6'000;
constexpr int kBatch = 50;

constexpr std::string_view kHost = "https://bench.example";

std::string page_url(int number) {
  return "https://bench.example/section-" + std::to_string(number % 97) + "/page-" + std::to_string(number);
}

/// A crawl in which page n links to its neighbours, to a menu that all pages share, and to one new page.
std::vector<storage::Visit> visits(int links_per_page) {
  std::vector<storage::Visit> all;
  for (int number = 0; number < kPages; ++number) {
    storage::Visit visit;
    visit.page.emplace();
    visit.page->url = page_url(number);
    visit.page->status = 200;
    visit.page->fetched_at = 1.7e9 + number;
    visit.page->title = "Page " + std::to_string(number);
    visit.page->content_type = "text/html";
    visit.page->headers =
        R"([["Content-Type","text/html; charset=utf-8"],["ETag","\"abc\""],["Server","nginx"]])";
    visit.page->meta = R"({"h1":["Page"]})";
    const std::string body = std::string(2'000, 'x') + std::to_string(number);
    visit.page->content_hash = storage::hash_bytes(body);
    visit.page->body = storage::compress_body(body, visit.page->content_hash);
    for (int i = 0; i < links_per_page; ++i) {
      const int target = i < links_per_page / 2 ? i : (number + i) % (kPages + 500);
      storage::NewUrl url;
      url.url = page_url(target);
      url.host_size = kHost.size();
      url.domain = "bench.example";
      url.depth = 3;
      visit.found.push_back(url);
      storage::FoundLink link;
      link.target = static_cast<std::size_t>(i);
      link.kind = "a";
      link.text = "a link to page " + std::to_string(target);
      visit.links.push_back(link);
    }
    all.push_back(std::move(visit));
  }
  return all;
}

struct Cost {
  double wall_s, cpu_s;
};

template <class Work>
Cost measured(Work work) {
  const auto start = std::chrono::steady_clock::now();
  const auto cpu = std::clock();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC};
}

void report(const char* what, Cost cost, int links_per_page) {
  std::printf("%-28s %8.0f pages/s %9.0f links/s %7.3f ms CPU a page\n", what, kPages / cost.wall_s,
              kPages * links_per_page / cost.wall_s, cost.cpu_s * 1000 / kPages);
}

Cost with_store(const std::filesystem::path& file, std::vector<storage::Visit> work) {
  storage::Store store(file);
  store.start_crawl(storage::CrawlChoice("bench", "{}"), 1.7e9);
  storage::Batch all_urls;
  for (const auto& visit : work) {
    storage::NewUrl url;
    url.url = visit.page->url;
    url.host_size = kHost.size();
    all_urls.urls.push_back(url);
  }
  const auto host_id = store.commit(all_urls).pending.at(0).host_id;
  const std::array<storage::LeaseRequest, 1> request{{{host_id, kPages}}};
  const auto leases = store.lease(request, 2e9).at(0).leases;
  for (std::size_t i = 0; i < work.size(); ++i) work[i].url_id = leases[i].url_id;
  std::vector<storage::Batch> batches;
  for (std::size_t i = 0; i < work.size(); ++i) {
    if (i % kBatch == 0) batches.emplace_back();
    batches.back().visits.push_back(std::move(work[i]));
  }
  return measured([&] {
    for (const auto& batch : batches) store.commit(batch);
  });
}

/// Writes nothing but the rows: no URL states, no counters; ids come from a map in memory.
Cost with_bare_sqlite(const std::filesystem::path& file, const std::vector<storage::Visit>& work) {
  sqlite3* db = nullptr;
  sqlite3_open(file.c_str(), &db);
  const auto run = [&](const std::string& sql) { sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr); };
  run(storage::tables_sql());
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA "
      "foreign_keys = ON;"
      "PRAGMA wal_autocheckpoint = 4000;"
      "INSERT INTO crawls(id, started_at, status) VALUES (1, '', 'running'); INSERT INTO hosts(id, name) "
      "VALUES (1, 'h')");
  const auto prepared = [&](const char* sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
    return statement;
  };
  const auto text = [](sqlite3_stmt* s, int i, const std::string& t) {
    sqlite3_bind_text(s, i, t.data(), static_cast<int>(t.size()), SQLITE_STATIC);
  };
  const auto done = [](sqlite3_stmt* s) {
    sqlite3_step(s);
    sqlite3_reset(s);
  };
  auto* url = prepared(
      "INSERT INTO urls(url, host_id, state, depth, priority, discovered_at) VALUES (?, 1, 'pending', 3, 0, "
      "'')");
  auto* page = prepared(
      "INSERT INTO pages(crawl_id, url_id, url, status, fetched_at, elapsed_ms, size, title, content_type, "
      "headers, "
      "word_count, links_internal, links_external, body_id, content_hash, truncated) "
      "VALUES (1, ?, ?, 200, '2026-01-01T00:00:00.000Z', 1, 1, ?, ?, ?, 1, 1, 1, ?, ?, 0)");
  auto* body = prepared("INSERT INTO bodies(hash, encoding, size, content) VALUES (?, 'zstd', 1, ?)");
  auto* link = prepared(
      "INSERT INTO links(page_id, position, url_id, kind, text, nofollow) VALUES (?, ?, ?, 'a', ?, 0)");
  std::unordered_map<std::string, sqlite3_int64> ids;
  const auto id_of = [&](const std::string& name) {
    const auto [entry, added] = ids.try_emplace(name);
    if (added) {
      text(url, 1, name);
      done(url);
      entry->second = sqlite3_last_insert_rowid(db);
    }
    return entry->second;
  };
  for (const auto& visit : work) id_of(visit.page->url);
  const Cost cost = measured([&] {
    for (std::size_t i = 0; i < work.size(); ++i) {
      if (i % kBatch == 0) run("BEGIN");
      const auto& record = *work[i].page;
      text(body, 1, record.body->hash);
      text(body, 2, record.body->content);
      sqlite3_bind_blob(body, 1, record.body->hash.data(), 16, SQLITE_STATIC);
      sqlite3_bind_blob(body, 2, record.body->content.data(), static_cast<int>(record.body->content.size()),
                        SQLITE_STATIC);
      done(body);
      sqlite3_bind_int64(page, 1, id_of(record.url));
      text(page, 2, record.url);
      text(page, 3, record.title);
      text(page, 4, record.content_type);
      text(page, 5, record.headers);
      sqlite3_bind_int64(page, 6, sqlite3_last_insert_rowid(db));
      sqlite3_bind_blob(page, 7, record.content_hash.data(), 16, SQLITE_STATIC);
      done(page);
      const auto page_id = sqlite3_last_insert_rowid(db);
      for (std::size_t n = 0; n < work[i].links.size(); ++n) {
        sqlite3_bind_int64(link, 1, page_id);
        sqlite3_bind_int64(link, 2, static_cast<sqlite3_int64>(n));
        sqlite3_bind_int64(link, 3, id_of(work[i].found[n].url));
        text(link, 4, work[i].links[n].text);
        done(link);
      }
      if (i % kBatch == kBatch - 1) run("COMMIT");
    }
  });
  for (auto* statement : {url, page, body, link}) sqlite3_finalize(statement);
  sqlite3_close(db);
  return cost;
}

}  // namespace

int main() {
  const auto folder = std::filesystem::path(std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp") /
                      ("trawl-store-bench-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  for (const int links : {0, 95}) {
    const auto work = visits(links);
    const auto name = std::to_string(links);
    report(("store, " + name + " links a page").c_str(), with_store(folder / ("store" + name + ".db"), work),
           links);
    report("bare SQLite, the same", with_bare_sqlite(folder / ("bare" + name + ".db"), work), links);
  }
  std::filesystem::remove_all(folder);
}
