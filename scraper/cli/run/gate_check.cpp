#include "scraper/cli/run/gate_check.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/crawl_pair.hpp"
#include "scraper/cli/run/gate.hpp"
#include "storage/file_counts.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {
namespace {

using About = Gate::About;

constexpr std::string_view kNoConditions = "--junit tells what came of conditions; give one with --fail-on";

/// Judges conditions one after the other, and opens the file for the first that needs it.
class Judge {
 public:
  explicit Judge(GateFacts facts) : facts_(std::move(facts)) {}

  GateResult result_of(const std::string& text) {
    const Gate gate = parse_gate(text);
    GateResult result;
    result.rule = gate.text;
    switch (gate.about) {
      case About::field:
      case About::table:
        judge_items(gate, result);
        break;
      case About::status:
        judge(gate, counts().statuses(gate.low, gate.high), "fetches", result);
        break;
      case About::error:
        judge(gate, counts().errors(gate.what), "fetches", result);
        break;
      case About::number:
        judge(gate, *counts().number(gate.what), "fetches", result);
        break;
      case About::view:
        judge_view(gate, result);
        break;
      case About::rows:
        if (!facts_.rows)
          throw std::invalid_argument(
              fmt::format("'{}': 'rows' are those of a query; here it takes a view", gate.text));
        judge(gate, {.count = *facts_.rows, .of = 0}, "", result);
        break;
      case About::difference:
        judge_difference(gate, result);
        break;
    }
    return result;
  }

 private:
  storage::FileCounts& counts() {
    if (!counts_) counts_.emplace(facts_.file);
    return *counts_;
  }

  static void judge(const Gate& gate, const storage::Share& share, std::string_view whole,
                    GateResult& result) {
    result.failed = gate.holds_for(gate.is_percentage ? share.percent() : static_cast<double>(share.count));
    result.message = share.of > 0
                         ? fmt::format("{} of {} {}, {:.1f}%", share.count, share.of, whole, share.percent())
                         : std::to_string(share.count);
  }

  void judge_items(const Gate& gate, GateResult& result) {
    if (facts_.items == nullptr && !items_) items_ = storage::Reader(facts_.file).items();
    const auto lines = failed_gates({gate.text}, facts_.items != nullptr ? *facts_.items : *items_);
    result.failed = !lines.empty();
    for (const std::string& line : lines)  // each begins with the rule
      result.message += (result.message.empty() ? "" : "; ") + line.substr(gate.text.size() + 2);
  }

  void judge_view(const Gate& gate, GateResult& result) {
    if (const std::string why = misfit(gate, counts().views()); !why.empty())
      throw std::invalid_argument(why);
    if (!gate.is_new) return judge(gate, {.count = counts().rows_of(gate.what), .of = 0}, "", result);
    const auto rows = counts().new_rows_of(gate.what);
    if (rows) return judge(gate, {.count = *rows, .of = 0}, "", result);
    result.was_judged = false;
    result.message = "the file has no crawl before to compare with";
  }

  void judge_difference(const Gate& gate, GateResult& result) {
    if (facts_.differences != nullptr)
      return judge(gate, share_of(gate, *facts_.differences), "pages", result);
    if (!differences_) {
      const auto pair = newest_pair(facts_.file);
      if (!pair || !pair->other_scope.empty()) {
        result.was_judged = false;
        result.message =
            pair ? "the crawl before had another scope" : "the file has no crawl before to compare with";
        return;
      }
      differences_ = storage::compare_crawls(pair->before, pair->after, nullptr);
    }
    judge(gate, share_of(gate, *differences_), "pages", result);
  }

  /// What a difference is a share of: pages that could have gone or changed.
  static storage::Share share_of(const Gate& gate, const storage::DiffCounts& counts) {
    if (gate.what == "items") {
      const std::int64_t items = gate.change == "new"    ? counts.items_added
                                 : gate.change == "gone" ? counts.items_gone
                                                         : counts.items_changed;
      return {.count = items, .of = 0};
    }
    if (gate.change == "new") return {.count = counts.added, .of = 0};
    if (gate.change == "gone") return {.count = counts.gone, .of = counts.before};
    if (gate.what == "pages") return {.count = counts.changed, .of = counts.both};
    const auto field = counts.fields.find(gate.what);
    return {.count = field == counts.fields.end() ? 0 : field->second, .of = counts.both};
  }

  const GateFacts facts_;
  std::optional<storage::FileCounts> counts_;
  std::optional<storage::ItemReport> items_;
  std::optional<storage::DiffCounts> differences_;
};

}  // namespace

std::vector<GateResult> check_gates(const std::vector<std::string>& gates, const GateFacts& facts) {
  std::vector<GateResult> results;
  Judge judge(facts);
  for (const std::string& gate : gates) results.push_back(judge.result_of(gate));
  return results;
}

void set_junit(CrawlSettings& settings, const Arguments& arguments) {
  const std::string* const file = arguments.value("junit");
  if (file == nullptr) return;
  if (settings.options.fail_on.empty()) throw UsageError(std::string(kNoConditions));
  settings.junit = *file;
}

std::vector<Flag> gate_flags() {
  return {
      {"fail-on", 0, "CONDITION", "exit with 10 when it holds, such as 'broken_links > 0'; repeatable",
       "Conditions", true},
      {"junit", 0, "FILE", "write what came of the conditions to FILE, as JUnit XML", "Conditions"},
  };
}

std::vector<std::string> gates_of(const Arguments& arguments) {
  std::vector<std::string> gates;
  for (const auto& given : arguments.flags) {
    if (given.flag != "fail-on") continue;
    for (const std::string& text : given.values) {
      try {
        gates.push_back(parse_gate(text).text);
      } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("--fail-on: {}", error.what()));
      }
    }
  }
  if (gates.empty() && arguments.has("junit")) throw UsageError(std::string(kNoConditions));
  return gates;
}

ExitCode pass_gates(const Arguments& arguments, const GateFacts& facts) {
  const std::vector<std::string> gates = gates_of(arguments);
  if (gates.empty()) return ExitCode::done;
  std::vector<GateResult> results;
  try {
    results = check_gates(gates, facts);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  bool has_failed = false;
  for (const GateResult& result : results) {
    if (result.failed) complain("failed", fmt::format("{}: {}", result.rule, result.message));
    if (!result.was_judged) complain("not judged", fmt::format("{}: {}", result.rule, result.message));
    has_failed = has_failed || result.failed;
  }
  if (const std::string* const junit = arguments.value("junit")) write_junit(*junit, facts.file, results);
  return has_failed ? ExitCode::gate : ExitCode::done;
}

void write_junit(const std::filesystem::path& junit, const std::filesystem::path& file,
                 const std::vector<GateResult>& results) {
  if (junit.empty()) return;
  std::ofstream out(junit, std::ios::binary);
  out << junit_xml(file.filename().string(), results) << std::flush;
  if (!out)
    throw std::runtime_error(fmt::format("{}: {}", text::printable(junit.string()), std::strerror(errno)));
}

}  // namespace trawl::cli
