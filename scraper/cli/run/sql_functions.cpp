#include "scraper/cli/run/sql_functions.hpp"

#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <re2/re2.h>

#include "fetch/url/url.hpp"
#include "scraper/cli/print/readable_text.hpp"
#include "scraper/crawl/pattern_function.hpp"
#include "scraper/page/encoding/encoding.hpp"

namespace trawl::cli {
namespace {

using storage::FunctionCall;
using storage::Value;

std::optional<std::string> text_of(const storage::PageContent& content) {
  const auto url = fetch::Url::parse(content.url);
  if (!url) return std::nullopt;
  const std::string charset = content.charset.empty() ? "" : "; charset=" + content.charset;
  return readable_text(content.body, content.content_type, content.content_type + charset, *url);
}

std::optional<std::string> utf8_of(const storage::PageContent& content) {
  if (!is_text_type(content.content_type)) return std::nullopt;
  const std::string charset = content.charset.empty() ? "" : "; charset=" + content.charset;
  return std::string(page::decode_html(content.body, content.content_type + charset).text());
}

template <auto kPart>
Value part_of_url(const FunctionCall& call) {
  const auto url = fetch::Url::parse(call.text(0));
  if (!url) return {};
  return std::string(((*url).*kPart)());
}

/// Keeps the pattern of the call before, since most statements have one.
class Regexp {
 public:
  Value operator()(const FunctionCall& call) {
    if (call.is_null(0) || call.is_null(1)) return {};
    const std::string_view pattern = call.text(0), text = call.text(1);
    if (!compiled_ || compiled_->pattern() != pattern) compile(pattern);
    return static_cast<std::int64_t>(RE2::PartialMatch({text.data(), text.size()}, *compiled_));
  }

 private:
  void compile(std::string_view pattern) {
    RE2::Options options;
    options.set_log_errors(false);
    compiled_ = std::make_shared<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (compiled_->ok()) return;
    const std::string why = compiled_->error();
    compiled_.reset();
    throw std::runtime_error(fmt::format("REGEXP: the pattern '{}' is wrong: {}", pattern, why));
  }

  std::shared_ptr<RE2> compiled_;  // shared, since a function is copied on its way to SQLite
};

}  // namespace

storage::QueryExtras sql_functions() {
  storage::QueryExtras extras;
  extras.utf8_of = utf8_of;
  extras.text_of = text_of;
  extras.functions.emplace_back("url_host", 1, part_of_url<&fetch::Url::host>);
  extras.functions.emplace_back("url_path", 1, part_of_url<&fetch::Url::path>);
  extras.functions.emplace_back("regexp", 2, Regexp());
  extras.functions.push_back(crawl::url_matches_function());
  return extras;
}

}  // namespace trawl::cli
