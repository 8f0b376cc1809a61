#include "scraper/cli/spider/spider_forms.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/cli/spider/field_forms.hpp"

namespace trawl::cli {
namespace {

using Scalar = Form::Scalar;

/// Whoever wrote the file shall not decide whether its commands run.
constexpr const char* kOnlyTyped = "it is for the command line: no file may allow itself to run commands";

Form scalar(Scalar kind) {
  Form form;
  form.scalar = kind;
  return form;
}

Form list_of(const std::string& element) {
  Form form;
  form.element = element;
  return form;
}

Form map_of(const std::string& what, std::vector<FormKey> keys) {
  Form form;
  form.what = what;
  form.keys = std::move(keys);
  return form;
}

/// One of them may stand where a list of them may.
Form list_or_one(const Forms& forms, const std::string& element) {
  Form form = forms.at(element);
  form.element = element;
  return form;
}

void add_basics(Forms& forms) {
  forms["text"] = scalar(Scalar::text);
  forms["switch"] = scalar(Scalar::on_off);
  forms["whole number"] = scalar(Scalar::whole);
  forms["texts"] = list_of("text");
  forms["texts"].scalar = Scalar::text;
  forms["settings"] = forms["texts"];
  forms["settings"].may_be_empty = true;
  forms["words"] = list_of("text");
  forms["headers"] = forms["settings"];
  forms["headers"].any_key = "settings";
  forms["anything"].is_free = true;
}

std::string form_of(const Flag& flag) {
  if (flag.name == "header") return "headers";
  if (flag.is_switch()) return "switch";
  return flag.repeats ? "settings" : "text";
}

std::vector<FormKey> keys_of_flags(std::string_view section) {
  std::vector<FormKey> keys;
  for (const CrawlFlag& known : crawl_flags()) {
    if (section.empty() || section_of(known.flag) == section)
      keys.emplace_back(std::string(key_of(known.flag)), form_of(known.flag), std::string(known.flag.help));
  }
  return keys;
}

void add_sections(Forms& forms) {
  for (const std::string_view section : kSections) {
    Form form = map_of(fmt::format("'{}'", section), keys_of_flags(section));
    for (const CrawlFlag& known : crawl_flags()) {
      const std::string_view other = section_of(known.flag);
      const std::string key(key_of(known.flag));
      if (other.empty()) form.advice[key] = "it stands at the top of the file";
      if (!other.empty() && other != section) form.advice[key] = fmt::format("it belongs in '{}'", other);
    }
    form.advice["allow-commands"] = kOnlyTyped;
    forms[std::string(section)] = std::move(form);
  }
  forms["scope"].scalar = Scalar::text;  // as the flag
}

void add_requests(Forms& forms) {
  Form entry =
      map_of("a start entry", {{"url", "texts", "a URL to start from, or a list of them"},
                               {"file", "text", "a file with one URL a line, relative to this file"},
                               {"sitemap", "text", "the URL of a sitemap"},
                               {"range", "text", "URLs with {1..50}, {01..10}, {1..50..5} or {a,b} in them"},
                               {"method", "method", "of the request (GET; POST where there is a body)"},
                               {"body", "text", "of the request"},
                               {"headers", "headers", "of the request"},
                               {"label", "text", "names these pages for 'match' and 'on'"}});
  entry.scalar = Scalar::text;
  entry.one_of = {"url", "file", "sitemap", "range"};
  forms["start entry"] = std::move(entry);
  forms["start"] = list_or_one(forms, "start entry");
  forms["method"] = scalar(Scalar::word);
  forms["method"].words = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  for (const std::string& word : forms["method"].words)
    forms["method"].advice[text::lowered(word)] = fmt::format("write '{}'", word);
}

void add_conditions(Forms& forms) {
  Form condition = map_of("a condition", {{"url", "text", "RE2, anywhere in the page's whole URL"},
                                          {"label", "text", "a label that 'start' or 'follow' sets"},
                                          {"type", "text", "a content type, such as application/json"}});
  condition.scalar = Scalar::text;
  condition.some_of = {"url", "label", "type"};
  forms["condition"] = std::move(condition);
}

void add_follow(Forms& forms) {
  Form rule = map_of("a follow rule",
                     {{"css", "text", "chooses the links by CSS"},
                      {"xpath", "text", "chooses the links by XPath 1.0"},
                      {"json", "text", "finds URLs, or a cursor, by JSONPath"},
                      {"url", "text", "RE2, anywhere in the link's URL"},
                      {"parameter", "text", "the query parameter that gets the cursor, or counts"},
                      {"step", "whole number", "what a counter adds each time (1)"},
                      {"on", "condition", "the pages it is for: RE2 on the URL, or url, label, type"},
                      {"label", "text", "names the pages it leads to"},
                      {"priority", "whole number", "higher ones are fetched first (0)"}});
  rule.scalar = Scalar::text;
  rule.at_most_one = {"css", "xpath", "json"};
  rule.some_of = {"css", "xpath", "json", "url", "parameter"};
  rule.advice["match"] = "the pages it is for are 'on', a pattern for the links is 'url'";
  forms["follow rule"] = std::move(rule);
  forms["follow"] = list_or_one(forms, "follow rule");
  forms["follow"].if_empty = "; without it every link in scope is followed, and none with limits: {depth: 0}";
}

void add_pages(Forms& forms) {
  Form rule = map_of(
      "an entry of 'pages'",
      {{"match", "condition", "the pages it is for: RE2 on the URL, or url, label, type; none: every page"},
       {"items", "items", "the rows that it makes of a page", true},
       {"pipe", "words", "a command that gets the page and prints JSON lines; see --allow-commands"}});
  rule.advice["on"] = "the pages it is for are 'match'";
  for (const char* key : {"table", "fields", "select", "key"})
    rule.advice[key] = "it belongs in an entry of 'items'";
  forms["page rule"] = std::move(rule);
  forms["pages"] = list_or_one(forms, "page rule");
}

void add_tests(Forms& forms) {
  Form test =
      map_of("a test", {{"url", "text", "the page's URL", true},
                        {"file", "text", "a file that has the page, relative to this file"},
                        {"stored", "text", "a crawl file that has the page, relative to this file"},
                        {"type", "text", "the page's Content-Type; otherwise found out from the page"},
                        {"label", "text", "the page's label"},
                        {"expect", "expect", "the rows of each table, or how many there are", true}});
  test.one_of = {"file", "stored"};
  forms["test"] = std::move(test);
  forms["tests"] = list_or_one(forms, "test");
  forms["expect"].any_key = "expected rows";
  forms["expected rows"] = list_of("expected row");
  forms["expected rows"].scalar = Scalar::whole;
  forms["expected rows"].any_key = "anything";
  forms["expected rows"].may_be_empty = true;
  forms["expected row"].any_key = "anything";
  forms["expected row"].may_be_empty = true;
}

std::map<std::string, std::string> advice_for_the_top() {
  std::map<std::string, std::string> advice;
  advice["items"] = "it belongs in an entry of 'pages'";
  for (const char* key : {"fields", "table", "key", "select"})
    advice[key] = "it belongs in an entry of 'pages: items'";
  for (const char* key : {"urls", "start_urls", "url"}) advice[key] = "write 'start'";
  advice["allow-commands"] = kOnlyTyped;
  return advice;
}

Form whole_file() {
  Form file = map_of("a spider file",
                     {{"name", "text", "of the spider"},
                      {"start", "start", "where the crawl begins"},
                      {"scope", "scope", "which URLs belong to the crawl"},
                      {"limits", "limits", "when it ends"},
                      {"polite", "polite", "how hosts are treated"},
                      {"fetch", "fetch", "how pages are fetched"},
                      {"follow", "follow", "which links are followed; without it: every link in scope"},
                      {"pages", "pages", "what the pages are turned into"},
                      {"tests", "tests", "pages, and the rows expected of them; see 'trawl test'"},
                      {"seeds", "settings", "URLs to start from"}});
  for (FormKey& key : keys_of_flags("")) {
    if (key.name != "scope") file.keys.push_back(std::move(key));
  }
  file.advice = advice_for_the_top();
  file.may_be_empty = true;
  return file;
}

/// The user's config.yaml has settings, but no spider.
Form config_file(const Form& spider) {
  Form file = spider;
  for (const char* key : {"name", "start", "follow", "pages", "tests"}) {
    std::erase_if(file.keys, [key](const FormKey& one) { return one.name == key; });
    file.advice[key] = "it is for spider files (-f)";
  }
  return file;
}

}  // namespace

const Forms& spider_forms() {
  static const Forms kForms = [] {
    Forms forms;
    add_basics(forms);
    add_sections(forms);
    add_requests(forms);
    add_conditions(forms);
    add_follow(forms);
    add_field_forms(forms);
    add_pages(forms);
    add_tests(forms);
    forms["spider"] = whole_file();
    forms["config"] = config_file(forms["spider"]);
    return forms;
  }();
  return kForms;
}

}  // namespace trawl::cli
