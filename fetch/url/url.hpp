#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace trawl::fetch {

/// Gives the bytes of a UTF-8 query in the encoding of its page. What the encoding lacks is escaped already
/// ("%26%23N%3B"), as the URL standard's "percent-encode after encoding" writes it.
using QueryEncoder = std::function<std::string(std::string_view query)>;

/// An absolute http or https URL, parsed and written as the WHATWG URL standard says
/// (https://url.spec.whatwg.org/). Other schemes are refused. Every Url that exists is valid.
/// Thread: a value; safe to copy between threads.
class Url {
 public:
  /// Parses `input` and, if it is relative, resolves it against `base`. None if the standard says failure or
  /// the scheme is neither http nor https; `why`, if given, then gets a short reason for people ("not an http
  /// or https URL", "the host is empty", "the port is not a number up to 65535", …). With `encode` the query
  /// of `input` is written in another encoding than UTF-8, as the standard's basic parser does with its
  /// `encoding`; path and fragment never are.
  static std::optional<Url> parse(std::string_view input, const Url* base = nullptr,
                                  std::string* why = nullptr, const QueryEncoder* encode = nullptr);

  /// The whole URL as the standard writes it, with fragment and credentials.
  const std::string& href() const& { return href_; }
  std::string href() && { return std::move(href_); }
  /// "http" or "https".
  std::string_view scheme() const;
  std::string_view username() const;
  std::string_view password() const;
  /// An ASCII domain, a dotted IPv4 address or an IPv6 address in brackets.
  std::string_view host() const;
  /// The port; "" if it is the default of the scheme.
  std::string_view port() const;
  std::uint16_t effective_port() const;
  /// host(), followed by ":" and port() if there is one.
  std::string_view host_and_port() const { return part(host_begin_, path_begin_); }
  /// Whether both lead to the same port of the same host, whatever the scheme.
  bool has_port_of(const Url& other) const {
    return host() == other.host() && effective_port() == other.effective_port();
  }
  /// Begins with "/".
  std::string_view path() const;
  /// Whether the path is known to have neither "%", ";" nor "(", nor what RFC 3986 does not allow there.
  /// False says nothing.
  bool has_plain_path() const { return has_plain_path_; }
  /// Without "?"; "" if there is none. has_query() distinguishes "x?" from "x".
  std::string_view query() const;
  bool has_query() const;
  /// Without "#".
  std::string_view fragment() const;
  bool has_fragment() const;
  /// Scheme, host and, unless it is the default, port: "https://example.org:8443". A *host* of a crawl is an
  /// origin.
  std::string origin() const;
  bool has_credentials() const { return !username().empty() || !password().empty(); }

  Url without_fragment() const&;
  Url without_fragment() &&;
  Url without_credentials() const;

  friend bool operator==(const Url& a, const Url& b) { return a.href_ == b.href_; }

 private:
  class Parser;
  Url() = default;
  std::string_view part(std::size_t begin, std::size_t end) const {
    return std::string_view(href_).substr(begin, end - begin);
  }

  // scheme "://" [username [":" password] "@"] host [":" port] path ["?" query] ["#" fragment]
  std::string href_;
  std::uint32_t scheme_end_ = 0, username_end_ = 0, host_begin_ = 0, host_end_ = 0;
  std::uint32_t path_begin_ = 0;
  std::uint32_t path_end_ = 0;   // position of "?", if there is a query
  std::uint32_t query_end_ = 0;  // position of "#", if there is a fragment
  bool has_plain_path_ = false;
};

}  // namespace trawl::fetch
