#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace trawl::fetch {

/// An absolute http or https URL, parsed and serialised by the WHATWG URL standard
/// (https://url.spec.whatwg.org/). Every other scheme is refused; a Url that exists is valid. Thread: a
/// value; safe to copy between threads.
class Url {
 public:
  /// Parses `input` alone or, when it is relative, against `base`. None when the standard says failure or
  /// when the scheme is neither http nor https; then `why`, if given, receives a short reason for people
  /// ("not an http or https URL", "the host is empty", "the port is not a number up to 65535", …).
  static std::optional<Url> parse(std::string_view input, const Url* base = nullptr,
                                  std::string* why = nullptr);

  /// The whole URL as the standard serialises it, fragment and credentials included.
  const std::string& href() const& { return href_; }
  std::string href() && { return std::move(href_); }
  /// "http" or "https".
  std::string_view scheme() const;
  std::string_view username() const;
  std::string_view password() const;
  /// The serialised host: ASCII domain, IPv4 in dotted form, or IPv6 in brackets.
  std::string_view host() const;
  /// The port as written, "" when it is the scheme's default.
  std::string_view port() const;
  std::uint16_t effective_port() const;
  /// host(), and ":" and port() where there is one.
  std::string_view host_and_port() const { return part(host_begin_, path_begin_); }
  /// Begins with "/".
  std::string_view path() const;
  /// Without "?"; "" when there is none (has_query tells "x?" from "x").
  std::string_view query() const;
  bool has_query() const;
  /// Without "#".
  std::string_view fragment() const;
  bool has_fragment() const;
  /// Scheme, host and, unless default, port: "https://example.org:8443". It names a trawl *host*.
  std::string origin() const;
  bool has_credentials() const { return !username().empty() || !password().empty(); }

  Url without_fragment() const&;
  Url without_fragment() &&;
  Url without_credentials() const;

  friend bool operator==(const Url& a, const Url& b) { return a.href_ == b.href_; }

 private:
  class Parser;
  Url() = default;
  std::string_view part(std::size_t from, std::size_t to) const {
    return std::string_view(href_).substr(from, to - from);
  }

  // scheme "://" [username [":" password] "@"] host [":" port] path ["?" query] ["#" fragment]
  std::string href_;
  std::uint32_t scheme_end_ = 0, username_end_ = 0, host_begin_ = 0, host_end_ = 0;
  std::uint32_t path_begin_ = 0;
  std::uint32_t path_end_ = 0;   // the place of "?", if there is a query
  std::uint32_t query_end_ = 0;  // the place of "#", if there is a fragment
};

}  // namespace trawl::fetch
