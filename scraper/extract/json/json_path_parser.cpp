#include "scraper/extract/json/json_path_parser.hpp"

#include <re2/re2.h>

namespace trawl::extract {
namespace {

using Selector = JsonPathSelector;

constexpr std::size_t kLength = 64 * 1024;

}  // namespace

JsonPathQuery JsonPathParser::whole() {
  if (!in_.take("$")) in_.fail("expected '$', not " + in_.shown());
  JsonPathQuery query;
  query.segments = segments(0);
  if (!in_.at_end()) in_.fail("unexpected " + in_.shown());
  return query;
}

std::vector<JsonPathSegment> JsonPathParser::segments(int depth) {
  std::vector<JsonPathSegment> all;
  while (true) {
    const std::size_t before = in_.at();
    in_.skip_blanks();
    if (in_.peek() != '.' && in_.peek() != '[') {
      in_.go_to(before);
      return all;
    }
    all.push_back(segment(depth));
  }
}

JsonPathSegment JsonPathParser::segment(int depth) {
  JsonPathSegment result;
  if (in_.take("[")) {
    result.selectors = bracketed(depth);
    return result;
  }
  in_.take(".");
  result.descends = in_.take(".");
  if (result.descends && in_.take("[")) {
    result.selectors = bracketed(depth);
    return result;
  }
  Selector& selector = result.selectors.emplace_back();
  if (in_.take("*")) {
    selector.kind = Selector::Kind::wildcard;
  } else if (auto name = in_.member_name()) {
    selector.name = *std::move(name);
  } else {
    in_.fail(std::string("expected a name or '*'") + (result.descends ? " or '['" : "") + " after '" +
             (result.descends ? ".." : ".") + "'");
  }
  return result;
}

std::vector<Selector> JsonPathParser::bracketed(int depth) {
  std::vector<Selector> all;
  do {
    in_.skip_blanks();
    all.push_back(selector(depth));
    in_.skip_blanks();
  } while (in_.take(","));
  if (!in_.take("]")) in_.fail("expected ',' or ']', not " + in_.shown());
  return all;
}

Selector JsonPathParser::selector(int depth) {
  Selector result;
  if (in_.take("*")) {
    result.kind = Selector::Kind::wildcard;
  } else if (in_.take("?")) {
    result.kind = Selector::Kind::filter;
    in_.skip_blanks();
    result.filter = any_of(depth + 1);
  } else if (auto name = in_.quoted()) {
    result.name = *std::move(name);
  } else {
    const auto first = in_.whole_number();
    const std::size_t after = in_.at();
    in_.skip_blanks();
    if (in_.take(":")) {
      slice(result, first);
    } else if (first) {
      in_.go_to(after);
      result.kind = Selector::Kind::index;
      result.index = *first;
    } else {
      in_.fail("expected a name in quotes, a number, '*', ':' or '?', not " + in_.shown());
    }
  }
  return result;
}

void JsonPathParser::slice(Selector& result, std::optional<std::int64_t> first) {
  result.kind = Selector::Kind::slice;
  result.begin = first;
  in_.skip_blanks();
  result.end = in_.whole_number();
  const std::size_t after = in_.at();
  in_.skip_blanks();
  if (!in_.take(":")) return in_.go_to(after);
  const std::size_t colon = in_.at();
  in_.skip_blanks();
  const auto step = in_.whole_number();
  if (step)
    result.step = *step;
  else
    in_.go_to(colon);
}

JsonPathSelector::JsonPathSelector() = default;
JsonPathSelector::JsonPathSelector(JsonPathSelector&&) noexcept = default;
JsonPathSelector& JsonPathSelector::operator=(JsonPathSelector&&) noexcept = default;
JsonPathSelector::~JsonPathSelector() = default;
JsonPathExpression::JsonPathExpression() = default;
JsonPathExpression::~JsonPathExpression() = default;

bool JsonPathQuery::is_singular() const {
  for (const JsonPathSegment& segment : segments) {
    const bool is_one = segment.selectors.size() == 1 && (segment.selectors[0].kind == Selector::Kind::name ||
                                                          segment.selectors[0].kind == Selector::Kind::index);
    if (segment.descends || !is_one) return false;
  }
  return true;
}

std::unique_ptr<const JsonPathQuery> parse_json_path(const std::string& text) {
  if (text.size() > kLength) JsonPathScanner::fail_at(kLength, "a path may have 64 KiB");
  return std::make_unique<const JsonPathQuery>(JsonPathParser(text).whole());
}

std::unique_ptr<const JsonPathQuery> parse_json_pointer(const std::string& text) {
  auto query = std::make_unique<JsonPathQuery>();
  Selector* token = nullptr;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '/') {
      token = &query->segments.emplace_back().selectors.emplace_back();
      token->kind = Selector::Kind::token;
    } else if (text[at] != '~') {
      token->name += text[at];
    } else {
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      if (next != '0' && next != '1') JsonPathScanner::fail_at(at, "expected '0' or '1' after '~'");
      token->name += next == '0' ? '~' : '/';
      ++at;
    }
  }
  return query;
}

}  // namespace trawl::extract
