#pragma once
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "storage/report/overview.hpp"

namespace trawl::storage {

/// Writes reports as one HTML page that stands alone: no script, no image, nothing from elsewhere, and a
/// policy that forbids all of them. What the web gave is text; URLs of http and https are links.
class HtmlReport {
 public:
  using Facts = std::vector<std::pair<std::string, std::string>>;

  /// Shows `most` rows of a report at most; 0: all. The stream must outlive this.
  HtmlReport(std::ostream& out, std::int64_t most) : out_(out), most_(most) {}

  /// The head of the page, with what is known of the crawl: names and values.
  void begin(const std::string& title, const Facts& facts);
  void overview(const std::vector<ReportCount>& counts);
  /// Writes the rows of a report.
  void section(ReportSource& source, const ReportCount& count);
  void end();

 private:
  std::ostream& out_;
  std::int64_t most_;
};

/// `text` as HTML text or as the value of an attribute in double quotes; control characters and changes of
/// direction are made visible.
std::string html_text(std::string_view text);

}  // namespace trawl::storage
