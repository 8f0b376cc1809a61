#include "tests/support/suite_score.hpp"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/conformance.hpp"

namespace trawl::support {

namespace {

constexpr std::size_t kLongestName = 48;

/// The text, escaped so that it stays in one cell of a Markdown table.
std::string in_a_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (cell.size() >= kLongestName && (static_cast<unsigned char>(c) & 0xC0) != 0x80) return cell + "…";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      cell += fmt::format("\\\\x{:02X}", byte);
    } else {
      if (std::string_view("\\|`*_<>[]").find(c) != std::string_view::npos) cell += '\\';
      cell += c;
    }
  }
  return cell;
}

/// Rounded down, so that 100 % means all.
std::string in_percent(double percent) {
  return fmt::format("{:.1f} %", static_cast<int>(percent * 10) / 10.0);
}

}  // namespace

SuiteScore::SuiteScore(std::string suite, double goal) : suite_(std::move(suite)), goal_(goal) {}

void SuiteScore::count(bool passed, std::string_view name, std::string_view reason) {
  ++cases_;
  if (passed) {
    ++passed_;
    return;
  }
  const std::string given(reason.empty() ? std::string_view(reason_of_the_rest_) : reason);
  deviations_[given].push_back(name.empty() ? fmt::format("no. {}", cases_) : in_a_cell(name));
}

double SuiteScore::percent() const {
  return cases_ == 0 ? 0 : 100.0 * passed_ / cases_;
}

std::string SuiteScore::row() const {
  std::string text = fmt::format("| {} | {} | {} | {} | {} |", suite_, cases_, passed_, in_percent(percent()),
                                 goal_ == 100 ? "100 %" : fmt::format("≥ {:g} %", goal_));
  std::string_view between = " ";
  for (const auto& [reason, names] : deviations_) {
    text += fmt::format("{}{}: {}", between, reason.empty() ? "unexplained" : reason, fmt::join(names, ", "));
    between = "; ";
  }
  return text + " |";
}

void SuiteScore::check() const {
  CAPTURE(row());
  CHECK(cases_ > 0);
  CHECK(percent() >= goal_);
  CHECK_MESSAGE(!deviations_.contains(""), "a deviation without a reason");
  if (const char* file = std::getenv("TRAWL_CONFORMANCE_ROWS")) {
    std::ofstream(file, std::ios::app) << row() << '\n';
    return;
  }
  const bool stands = file_bytes("tests/conformance.md").find("\n" + row() + "\n") != std::string::npos;
  CHECK_MESSAGE(stands, "tests/conformance.md differs: run make conformance");
}

}  // namespace trawl::support
