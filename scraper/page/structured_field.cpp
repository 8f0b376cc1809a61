#include "scraper/page/structured_field.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"

namespace trawl::page {
namespace {

/// Reads a field from its front. Each function returns false where the field is none of its kind, which ends
/// the whole.
class Scanner {
 public:
  explicit Scanner(std::string_view field) : rest_(field) {}

  bool is_at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip(std::string_view space) { rest_ = text::trimmed_front(rest_, space); }

  bool key(std::string& key) {
    if (rest_.empty() || !(text::is_lower(rest_[0]) || rest_[0] == '*')) return false;
    const auto belongs = [](char c) {
      return text::is_lower(c) || text::is_digit(c) ||
             std::string_view("_-.*").find(c) != std::string_view::npos;
    };
    key = take_while(belongs);
    return true;
  }

  /// `token` is "" for a value of another type.
  bool value(std::string& token) {
    token.clear();
    const bool is_read = rest_.starts_with('(') ? inner_list() : bare_item(token);
    return is_read && parameters();
  }
  bool parameters() {
    std::string ignored;
    while (take(';')) {
      skip(" ");
      if (!key(ignored)) return false;
      if (take('=') && !bare_item(ignored)) return false;
    }
    return true;
  }

 private:
  template <class Belongs>
  std::string_view take_while(Belongs belongs) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  bool inner_list() {
    std::string ignored;
    take('(');
    for (;;) {
      skip(" ");
      if (take(')')) return true;
      if (rest_.starts_with('(') || !bare_item(ignored) || !parameters()) return false;
      if (!rest_.starts_with(' ') && !rest_.starts_with(')')) return false;
    }
  }
  bool bare_item(std::string& token) {
    token.clear();
    if (rest_.empty()) return false;
    const char first = rest_[0];
    if (text::is_letter(first) || first == '*') {
      const auto belongs = [](char c) { return text::is_token_character(c) || c == ':' || c == '/'; };
      token = take_while(belongs);
      return true;
    }
    if (first == '-' || text::is_digit(first)) return number(true);
    if (take('"')) return quoted();
    if (take(':')) return byte_sequence();
    if (take('?')) return take('0') || take('1');
    if (take('@')) return number(false);
    return take('%') && take('"') && quoted();
  }
  bool number(bool may_have_fraction) {
    take('-');
    const std::size_t digits = take_while(text::is_digit).size();
    if (digits == 0 || digits > 15) return false;
    if (!may_have_fraction || !take('.')) return true;
    const std::size_t fraction = take_while(text::is_digit).size();
    return digits <= 12 && fraction >= 1 && fraction <= 3;
  }
  /// Escapes of display strings are not looked at.
  bool quoted() {
    while (!rest_.empty()) {
      if (take('"')) return true;
      if (take('\\') && !rest_.starts_with('"') && !rest_.starts_with('\\')) return false;
      if (rest_.empty() || rest_[0] < ' ' || rest_[0] > '~') return false;
      rest_.remove_prefix(1);
    }
    return false;
  }
  bool byte_sequence() {
    take_while([](char c) { return text::is_alphanumeric(c) || c == '+' || c == '/' || c == '='; });
    return take(':');
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::vector<TokenMember>> parse_dictionary(std::string_view field) {
  std::vector<TokenMember> members;
  Scanner scanner(text::trimmed(field, " "));
  while (!scanner.is_at_end()) {
    TokenMember member;
    if (!scanner.key(member.first)) return std::nullopt;
    const bool is_read = scanner.take('=') ? scanner.value(member.second) : scanner.parameters();
    if (!is_read) return std::nullopt;
    std::erase_if(members, [&](const TokenMember& earlier) { return earlier.first == member.first; });
    members.push_back(std::move(member));
    scanner.skip(text::kOws);
    if (scanner.is_at_end()) break;
    if (!scanner.take(',')) return std::nullopt;
    scanner.skip(text::kOws);
    if (scanner.is_at_end()) return std::nullopt;
  }
  return members;
}

}  // namespace trawl::page
