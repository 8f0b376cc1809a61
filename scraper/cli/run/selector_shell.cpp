#include "scraper/cli/run/selector_shell.hpp"

#include <array>
#include <stdexcept>
#include <unordered_set>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/run/page_rules.hpp"
#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/page/page.hpp"

namespace trawl::cli {
namespace {

using extract::Language;

constexpr std::string_view kHelp =
    R"(css SELECTOR      what a CSS selector finds, one match a line: css h1::text, css a::attr(href)
xpath XPATH       the same for XPath: xpath //h1/text()
json PATH         a JSONPath or JSON Pointer: json $.items[*].name
jsonld PATH       a JSONPath over the page's JSON-LD objects: jsonld $.name
meta NAME         the content of a meta element: meta og:title
regex RE2         a pattern on the page's source: its first group, or the whole match
items -f FILE     the rows that the rules of a spider file make of the page; 'items' repeats it, with the file read anew
format text|html|json   how matches are printed from now on
links             the URLs that the page links to
text              its readable text
source            its source
page              which page this is
open URL|NUMBER   another page; a number is one that 'pages' lists
pages [TEXT]      the pages of the crawl file, those whose URL has TEXT
help              this list
quit              ends, as Ctrl-D does
)";

struct Word {
  std::string_view name;
  Language language;
};
constexpr std::array kLanguages{Word{"css", Language::css},   Word{"xpath", Language::xpath},
                                Word{"json", Language::json}, Word{"jsonld", Language::json_ld},
                                Word{"meta", Language::meta}, Word{"regex", Language::regex}};
constexpr std::array<std::string_view, 16> kWords{"css",   "xpath",  "json",  "jsonld", "meta",   "regex",
                                                  "items", "format", "links", "text",   "source", "page",
                                                  "open",  "pages",  "help",  "quit"};

SelectorShell::Answer printed(std::string out) {
  SelectorShell::Answer answer;
  if (!out.empty() && out.back() != '\n') out += '\n';
  answer.out = std::move(out);
  return answer;
}

SelectorShell::Answer complained(std::string complaint) {
  SelectorShell::Answer answer;
  answer.complaint = std::move(complaint);
  return answer;
}

}  // namespace

std::string_view SelectorShell::help() {
  return kHelp;
}

void SelectorShell::open(const std::string& which) {
  auto page = std::make_unique<const ShellPage>(open_(which));
  sources_.reset();
  input_.reset();
  page_ = std::move(page);
  auto input = std::make_unique<extract::PageInput>(page_->url, page_->bytes, page_->media_type);
  input->content_type = page_->content_type;
  input_ = std::move(input);
  sources_ = std::make_unique<extract::PageSources>(*input_);
}

std::string SelectorShell::page_line() const {
  return fmt::format("{} ({}, {} bytes)", page_->url.href(),
                     page_->media_type.empty() ? "no type" : page_->media_type, page_->bytes.size());
}

std::string SelectorShell::links() const {
  std::string lines;
  std::unordered_set<std::string> seen;
  const page::Page page = page::parse_html(page_->bytes, page_->url, page_->content_type);
  for (const page::Link& link : page.links) {
    std::string url(link.url.href());
    if (seen.insert(url).second) lines += url + '\n';
  }
  return lines;
}

SelectorShell::Answer SelectorShell::select(Language language, const std::string& text) {
  Selection selection;
  selection.set_format(format_);
  try {
    selection.add(language, text);
  } catch (const extract::SelectorError& error) {
    return complained(selector_complaint(error, text) + language_hint(language, text));
  }
  auto found = selection.on(*sources_);
  Answer answer = printed(std::move(found.lines));
  for (const std::string& complaint : found.complaints)
    answer.complaint += (answer.complaint.empty() ? "" : "; ") + complaint;
  return answer;
}

SelectorShell::Answer SelectorShell::items(std::string file) {
  for (const std::string_view flag : {"--spider=", "--spider", "-f"}) {
    if (!file.starts_with(flag)) continue;
    file = text::trimmed_front(std::string_view(file).substr(flag.size()), text::kAsciiSpace);
    break;
  }
  if (file == "-") return complained("'-' has the commands of the shell; name a spider file");
  if (!file.empty()) rules_file_ = file;
  if (rules_file_.empty()) return complained("by which rules? items -f FILE");
  try {
    auto spider = std::make_shared<const extract::Spider>(load_spider_file(rules_file_).spider);
    const PageRules rules(std::move(spider), are_commands_allowed_, rules_file_);
    auto found = rules.on(page_->url, page_->bytes, page_->media_type, page_->content_type);
    Answer answer = printed(std::move(found.lines));
    for (const auto& [subject, note] : found.notes) answer.notes.push_back(subject + ": " + note);
    answer.complaint = std::move(found.complaint);
    return answer;
  } catch (const std::exception& error) {
    return complained(error.what());
  }
}

SelectorShell::Answer SelectorShell::answer(std::string_view line) {
  line = text::trimmed(line, text::kAsciiSpace);
  const std::size_t end = std::min(line.find_first_of(text::kAsciiSpace), line.size());
  const std::string word = text::lowered(line.substr(0, end));
  const std::string rest(text::trimmed_front(line.substr(end), text::kAsciiSpace));
  if (word.empty() || word[0] == '#') return {};
  if (word == "help" || word == "?") return printed(std::string(kHelp));
  if (word == "quit" || word == "exit") {
    Answer answer;
    answer.is_end = true;
    return answer;
  }
  try {
    if (word == "pages") {
      if (!pages_) return complained("there is no crawl file: trawl shell FILE.db has pages");
      return printed(pages_(rest));
    }
    if (word == "open") {
      if (rest.empty()) return complained("open what? a URL, or a number that 'pages' lists");
      open(rest);
      return printed(page_line());
    }
    if (word == "format") {
      format_ = match_format(rest);
      return {};
    }
  } catch (const std::exception& error) {
    return complained(error.what());
  }
  if (!page_) return complained("no page is open; 'pages' lists them, 'open NUMBER' opens one");
  for (const auto& [name, language] : kLanguages) {
    if (name != word) continue;
    return rest.empty() ? complained(fmt::format("{} what? 'help' has examples", name))
                        : select(language, rest);
  }
  if (word == "page") return printed(page_line());
  if (word == "items") return items(rest);
  if (word == "links") return printed(links());
  if (word == "source") return printed(std::string(sources_->text()));
  if (word == "text") {
    const bool is_page = crawl::is_html(page_->media_type);
    return printed(is_page ? page::parse_html(page_->bytes, page_->url, page_->content_type).text
                           : std::string(sources_->text()));
  }
  return complained(
      fmt::format("unknown command '{}'{}; 'help' lists them", word, did_you_mean(word, kWords)));
}

}  // namespace trawl::cli
