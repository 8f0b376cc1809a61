#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/cli/print/selection.hpp"
#include "scraper/extract/rows/page_sources.hpp"

namespace trawl::cli {

/// A page that the shell looks at.
struct ShellPage {
  ShellPage(fetch::Url page_url, std::string page_bytes, std::string header, std::string type)
      : url(std::move(page_url)),
        bytes(std::move(page_bytes)),
        content_type(std::move(header)),
        media_type(std::move(type)) {}
  fetch::Url url;
  std::string bytes;         ///< decoded
  std::string content_type;  ///< the header's value, for its charset
  std::string media_type;
};

/// The commands of `trawl shell`, one a line: each prints its answer, or a complaint on stderr.
class SelectorShell {
 public:
  /// Gives the page of a URL or, from a crawl file, of a page's number. Throws std::runtime_error.
  using Open = std::function<ShellPage(const std::string& which)>;
  /// Lists the pages of a crawl file whose URLs hold a text, one a line; null: there is no crawl file.
  using Pages = std::function<std::string(const std::string& text)>;

  /// `are_commands_allowed`: whether the rules of 'items' may run external commands.
  SelectorShell(Open open, Pages pages, bool are_commands_allowed = false)
      : open_(std::move(open)), pages_(std::move(pages)), are_commands_allowed_(are_commands_allowed) {}

  /// Throws std::runtime_error for a page that cannot be had.
  void open(const std::string& which);
  const ShellPage* page() const { return page_.get(); }

  struct Answer {
    std::string out, complaint;
    std::vector<std::string> notes;  ///< for people, too; they are no failure
    bool is_end = false;
  };
  /// Never throws because of what the line says.
  Answer answer(std::string_view line);
  static std::string_view help();

 private:
  Answer select(extract::Language language, const std::string& text);
  Answer items(std::string file);
  std::string links() const;
  std::string page_line() const;

  Open open_;
  Pages pages_;
  const bool are_commands_allowed_;
  std::string rules_file_;  ///< that 'items' named last
  MatchFormat format_ = MatchFormat::text;
  std::unique_ptr<const ShellPage> page_;
  std::unique_ptr<const extract::PageInput> input_;
  std::unique_ptr<extract::PageSources> sources_;
};

}  // namespace trawl::cli
