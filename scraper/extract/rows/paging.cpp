#include "scraper/extract/rows/paging.hpp"

#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::extract {
namespace {

std::optional<std::uint64_t> from_hex(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// As forms write it (https://url.spec.whatwg.org/#concept-urlencoded-parser).
std::string decoded(std::string_view part) {
  std::string text(part);
  for (char& c : text) {
    if (c == '+') c = ' ';
  }
  return fetch::percent_decoded(text);
}

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (fetch::is_unreserved(c)) {
      out += c;
    } else {
      fetch::append_escape(out, c);
    }
  }
  return out;
}

std::vector<std::string_view> parts_of(std::string_view query) {
  std::vector<std::string_view> parts;
  while (!query.empty()) parts.push_back(text::take_until(query, '&'));
  return parts;
}

std::string_view name_in(std::string_view part) {
  return part.substr(0, part.find('='));
}

}  // namespace

Paging::Paging(std::string_view carried, std::uint64_t content) : content_(content) {
  const std::size_t blank = carried.find(' ');
  if (blank == std::string_view::npos) return;
  first_ = from_hex(carried.substr(0, blank));
  last_ = from_hex(carried.substr(blank + 1));
  if (!first_) last_.reset();
}

std::string Paging::next() const {
  return fmt::format("{:x} {:x}", first_.value_or(content_), content_);
}

fetch::Url with_parameter(const fetch::Url& url, std::string_view name, std::string_view value) {
  const std::string own = encoded(name) + '=' + encoded(value);
  std::string query;
  bool is_set = false;
  const auto add = [&query](std::string_view part) {
    query += query.empty() ? "" : "&";
    query += part;
  };
  for (const std::string_view part : parts_of(url.query())) {
    if (decoded(name_in(part)) != name) {
      add(part);
    } else if (!std::exchange(is_set, true)) {
      add(own);
    }
  }
  if (!is_set) add(own);
  std::string text = url.origin() + std::string(url.path()) + '?' + query;
  return fetch::Url::parse(text).value_or(url);
}

std::optional<std::string> parameter_of(const fetch::Url& url, std::string_view name) {
  for (const std::string_view part : parts_of(url.query())) {
    if (decoded(name_in(part)) != name) continue;
    const std::size_t equals = part.find('=');
    return equals == std::string_view::npos ? "" : decoded(part.substr(equals + 1));
  }
  return std::nullopt;
}

std::int64_t next_count(const fetch::Url& url, std::string_view name, std::int64_t step) {
  std::int64_t count = step == 1 ? 1 : 0;
  if (const auto given = parameter_of(url, name)) {
    std::int64_t read = 0;
    const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), read);
    if (error == std::errc() && end == given->data() + given->size()) count = read;
  }
  std::int64_t next = 0;
  return __builtin_add_overflow(count, step, &next) ? count : next;
}

}  // namespace trawl::extract
