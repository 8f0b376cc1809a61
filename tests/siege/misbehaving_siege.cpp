// One crawl of servers of which each misbehaves in its own way.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <map>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/siege/misbehaviour.hpp"
#include "tests/siege/siege.hpp"
#include "tests/support/http_client.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;
using Reasons = std::set<std::string>;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// Asks the page of a crawl for its numbers, four times a second, until the crawl has ended.
class Watcher {
 public:
  explicit Watcher(const Trawl& crawl) : crawl_(crawl), thread_([this] { watch(); }) {}
  void join() { thread_.join(); }

  int answers = 0;
  double slowest_ms = 0, longest_hold_ms = 0;
  /// Without what the loop's thread may have waited for a processor meanwhile.
  double longest_own_hold_ms = 0;
  std::int64_t peak_kib = 0;

 private:
  void watch() {
    int port = 0;
    while (!crawl_.has_ended()) {
      std::this_thread::sleep_for(250ms);
      peak_kib = std::max(peak_kib, crawl_.peak_kib());
      if (port == 0) port = page_port();
      if (port == 0) continue;
      try {
        ask(port);
      } catch (const std::exception&) {
        // The page goes away with the crawl.
      }
    }
  }
  int page_port() const {
    const std::string said = crawl_.err_so_far();
    const std::size_t at = said.find("http://127.0.0.1:");
    return at == std::string::npos ? 0
                                   : support::port_of(said.substr(at, said.find_first_of("\n \r", at) - at));
  }
  void ask(int port) {
    const auto begin = Clock::now();
    const auto answer =
        support::answer_to(port, support::request_text(port, "GET /api/status", "Connection: close\r\n"));
    if (answer.status != 200) return;
    ++answers;
    slowest_ms = std::max(slowest_ms, milliseconds_since(begin));
    const auto numbers = nlohmann::json::parse(answer.body);
    longest_hold_ms = std::max(longest_hold_ms, numbers.at("longest_hold_ms").get<double>());
    // The lag is that of the last two seconds.
    waited_ms_.push_back(crawl_.waited_for_processors_ms());
    if (waited_ms_.size() > 10) waited_ms_.pop_front();
    const double own = numbers.at("loop_lag_ms").get<double>() - (waited_ms_.back() - waited_ms_.front());
    longest_own_hold_ms = std::max(longest_own_hold_ms, own);
  }

  const Trawl& crawl_;
  std::deque<double> waited_ms_;
  std::thread thread_;
};

/// What the file says of a host: errors, statuses, "cut", skip reasons without details, kinds of events.
std::map<std::string, Reasons> reasons_by_host(const std::filesystem::path& file) {
  std::map<std::string, Reasons> reasons;
  const std::string rows = rows_of(file, R"sql(
    SELECT DISTINCT hosts.name, reason FROM (
      SELECT urls.host_id AS host, coalesce(pages.error, pages.status) AS reason FROM pages JOIN urls ON urls.id = url_id
      UNION SELECT host_id, 'cut' FROM pages JOIN urls ON urls.id = url_id WHERE truncated
      UNION SELECT host_id, CASE instr(skip_reason, ':') WHEN 0 THEN skip_reason ELSE substr(skip_reason, 1, instr(skip_reason, ':') - 1) END
        FROM urls WHERE skip_reason IS NOT NULL
      UNION SELECT coalesce(events.host_id, urls.host_id), events.kind FROM events LEFT JOIN urls ON urls.id = url_id
    ) JOIN hosts ON hosts.id = host)sql");
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = rows.find('\n', begin), tab = rows.find('\t', begin);
    reasons[rows.substr(begin, tab - begin)].insert(rows.substr(tab + 1, end - tab - 1));
    begin = end + 1;
  }
  return reasons;
}

/// `wanted` is "a|b" for one of both.
bool holds(const Reasons& found, std::string_view wanted) {
  while (!wanted.empty()) {
    const std::size_t bar = std::min(wanted.find('|'), wanted.size());
    if (found.contains(std::string(wanted.substr(0, bar)))) return true;
    wanted.remove_prefix(std::min(bar + 1, wanted.size()));
  }
  return false;
}

std::string joined(const Reasons& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : ", ") + reason;
  return text;
}

/// All of them, or those whose names contain SIEGE_ONLY.
std::vector<Misbehaviour> chosen() {
  const char* const only = std::getenv("SIEGE_ONLY");
  std::vector<Misbehaviour> all;
  for (auto& some : {wire_misbehaviours(), site_misbehaviours(), page_misbehaviours()}) {
    for (const Misbehaviour& each : some)
      if (only == nullptr || each.name.find(only) != std::string::npos) all.push_back(each);
  }
  return all;
}

}  // namespace

TEST_CASE("a crawl of misbehaving servers ends by itself, names the reasons, and stays small and awake") {
  const MisbehavingSites sites(chosen());
  storage::testing::TemporaryFolder folder;
  Trawl crawl({"crawl", sites.url(), "-o", "a.db", "--scope", "any", "--allow-private=127.0.0.0/8", "--delay",
               "10ms", "--host-limit", "300", "-n", "0", "-t", "20s", "-k", "--per-address", "0"},
              folder.path());
  Watcher watcher(crawl);
  const Ended ended = crawl.wait(10min);
  watcher.join();
  saw(std::to_string(sites.all().size()) + " servers: exit code " + std::to_string(ended.exit_code) +
      " after " + std::to_string(ended.seconds) + " s, " + std::to_string(watcher.peak_kib / 1024) +
      " MiB; loop held for at most " + std::to_string(watcher.longest_hold_ms) + " ms, " +
      std::to_string(watcher.longest_own_hold_ms) + " ms of them its own; " +
      std::to_string(watcher.answers) + " answers of its page, the slowest after " +
      std::to_string(watcher.slowest_ms) + " ms");
  const bool parks = std::any_of(sites.all().begin(), sites.all().end(), [](const Misbehaviour& each) {
    return std::find(each.reasons.begin(), each.reasons.end(), "parked") != each.reasons.end();
  });
  CHECK_MESSAGE(ended.exit_code == (parks ? 11 : 0), ended.err);
  CHECK(ended.seconds < 600);
  CHECK(watcher.peak_kib < 256 * 1024);
  CHECK(watcher.answers > 0);
  CHECK(watcher.longest_own_hold_ms < 100);
  CHECK(watcher.slowest_ms < 1'000);

  const auto found = reasons_by_host(folder / "a.db");
  for (std::size_t i = 0; i < sites.all().size(); ++i) {
    const Misbehaviour& each = sites.all()[i];
    const auto of_host = found.find(sites.origin(i));
    const Reasons reasons = of_host == found.end() ? Reasons() : of_host->second;
    saw(each.name + ": " + joined(reasons));
    for (const std::string& wanted : each.reasons)
      CHECK_MESSAGE(holds(reasons, wanted),
                    each.name << ": " << wanted << " is not among " << joined(reasons));
  }
}
