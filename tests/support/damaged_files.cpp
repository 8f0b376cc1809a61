#include "tests/support/damaged_files.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <utility>

#include "storage/file/error.hpp"
#include "storage/file/sqlite.hpp"
#include "tests/support/http_client.hpp"

namespace trawl::support {
namespace {

constexpr int kKilledForTime = 128 + SIGKILL;

std::string read(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

/// Whether SQLite itself finds a fault in the structure.
bool is_seen_by_sqlite(const std::filesystem::path& file) {
  try {
    storage::Connection connection(file, storage::Access::immutable);
    return connection.text("PRAGMA quick_check(1)") != "ok";
  } catch (const storage::Error&) {
    return true;
  }
}

/// What an inner error would look like.
bool is_clear(const std::string& err) {
  for (const char* sign : {"exception", "std::", "basic_string", "bad_alloc", "terminate", "Assertion"})
    if (err.find(sign) != std::string::npos) return false;
  return err.find("trawl: ") != std::string::npos;
}

}  // namespace

DamagedFiles::DamagedFiles(std::string trawl, std::filesystem::path folder, unsigned seed)
    : trawl_(std::move(trawl)), folder_(std::move(folder)), random_(seed) {
  constexpr int kPages = 60;
  site_.page("/robots.txt", plain("User-agent: *\nDisallow: /none\n"));
  for (int i = 0; i < kPages; ++i) {
    std::vector<std::string> targets;
    for (int step : {1, 2, 7, 30}) targets.push_back("/" + std::to_string((i + step) % kPages));
    TestReply page = links(targets);
    page.body += std::string(500, 'x') + std::to_string(i);
    site_.page(i == 0 ? "/" : "/" + std::to_string(i), page.header("ETag", "\"1\""));
  }
  make_original("finished.db", {});
  make_original("unfinished.db", {"--size-limit", "20k"});
}

void DamagedFiles::make_original(const std::string& name, const std::vector<std::string>& flags) {
  std::vector<std::string> words{site_.origin() + "/", "--delay", "0", "--ui", "off", "-o", name};
  words.insert(words.end(), flags.begin(), flags.end());
  run(words);
}

/// Flips bytes, wipes a sector, or cuts the end off. Returns what it did.
std::string DamagedFiles::damage(int number) {
  const auto up_to = [this](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random_);
  };
  std::string bytes = read(folder_ / (number % 2 == 0 ? "unfinished.db" : "finished.db"));
  std::string what;
  if (number % 10 == 8) {
    constexpr std::size_t kSector = 512;
    const std::size_t at = up_to(bytes.size() / kSector - 1) * kSector;
    bytes.replace(at, kSector, kSector, '\0');
    what = "zeros at " + std::to_string(at);
  } else if (number % 10 == 9) {
    bytes.resize(up_to(bytes.size()));
    what = "cut to " + std::to_string(bytes.size());
  } else {
    const std::size_t flips = std::size_t{1} << up_to(8);
    for (std::size_t i = 0; i < flips; ++i)
      bytes[up_to(bytes.size() - 1)] ^= static_cast<char>(1 + up_to(254));
    what = std::to_string(flips) + " bytes flipped";
  }
  write(folder_ / "damaged.db", bytes);
  return what;
}

Finished DamagedFiles::run(const std::vector<std::string>& words) const {
  std::vector<std::string> all{"/usr/bin/timeout", "-s", "KILL", "10", trawl_};
  all.insert(all.end(), words.begin(), words.end());
  return outcome_of({std::move(all), "", {{"HOME", folder_.string()}}, folder_.string()});
}

std::string DamagedFiles::problem_with(const std::vector<std::string>& words, const std::vector<int>& codes) {
  for (const char* beside : {"-wal", "-shm", "-journal"})
    std::filesystem::remove(folder_ / (std::string("a.db") + beside));
  std::filesystem::copy_file(folder_ / "damaged.db", folder_ / "a.db",
                             std::filesystem::copy_options::overwrite_existing);
  const bool is_seen = is_seen_by_sqlite(folder_ / "a.db");
  const bool writes = words[0] == "resume" || words[0] == "recrawl";
  const Finished end = run(words);
  ++ends_[static_cast<std::size_t>(end.exit_code) % ends_.size()];
  std::string problem;
  if (end.exit_code == kKilledForTime) problem = "it did not end";
  if (std::find(codes.begin(), codes.end(), end.exit_code) == codes.end())
    problem = "exit code " + std::to_string(end.exit_code);
  if (end.exit_code != 0 && end.exit_code != 5 && !is_clear(end.err)) problem += ", no clear line";
  if (writes && is_seen && end.exit_code == 0 && end.err.find("nothing to resume") == std::string::npos)
    problem = "it wrote to a file whose damage SQLite sees";
  if (problem.empty()) return "";
  return words[0] + ": " + problem + ": " + end.err + "\n";
}

std::string DamagedFiles::problem_with_server() {
  std::filesystem::copy_file(folder_ / "damaged.db", folder_ / "a.db",
                             std::filesystem::copy_options::overwrite_existing);
  Subprocess server({{trawl_, "serve", "a.db"}, "", {{"HOME", folder_.string()}}, folder_.string()});
  const std::string said = server.said("\n");
  if (const std::size_t at = said.find("watch it at http"); at != std::string::npos) {
    const int port = port_of(said.substr(at, said.find('\n', at) - at - 1));
    for (const char* target : {"GET /api/status", "GET /metrics", "GET /"})
      if (const int status = answer_to(port, request_text(port, target)).status;
          status != 200 && status != 500)
        return std::string("serve: ") + target + " gives " + std::to_string(status) + "\n";
    server.send_signal(SIGINT);
  }
  const Finished end = server.wait();
  ++ends_[static_cast<std::size_t>(end.exit_code) % ends_.size()];
  if (end.exit_code == 0 || (end.exit_code == 3 && is_clear(end.err))) return "";
  return "serve: exit code " + std::to_string(end.exit_code) + ": " + end.err + "\n";
}

std::string DamagedFiles::problems_of(int number) {
  const std::string what = damage(number);
  std::string problems;
  for (const char* sql : {"SELECT count(*), sum(length(headers)), sum(length(title)), max(etag) FROM pages",
                          "SELECT * FROM inlinks", "SELECT * FROM urls", "SELECT hex(content) FROM bodies"})
    problems += problem_with({"query", "a.db", sql, "--json"}, {0, 2, 3});
  const std::vector<std::string> flags{"a.db", "--delay", "0",   "--retries",    "0", "--timeout",
                                       "2s",   "--ui",    "off", "--size-limit", "0"};
  for (const char* command : {"resume", "recrawl"}) {
    std::vector<std::string> words{command};
    words.insert(words.end(), flags.begin(), flags.end());
    problems += problem_with(words, {0, 2, 3, 5});
  }
  problems += problem_with_server();
  return problems.empty() ? "" : std::to_string(number) + ", " + what + ":\n" + problems;
}

std::string DamagedFiles::ends() const {
  std::string text;
  for (std::size_t code = 0; code < ends_.size(); ++code)
    if (ends_[code] > 0) text += "exit " + std::to_string(code) + ": " + std::to_string(ends_[code]) + "  ";
  return text;
}

}  // namespace trawl::support
