#include "fetch/curl_failure.hpp"

#include <map>

#include <curl/curl.h>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {
namespace {

ErrorKind kind_of(const CurlFailure& failure) {
  static const std::map<int, ErrorKind> kinds = {
      {CURLE_COULDNT_RESOLVE_HOST, ErrorKind::dns},
      {CURLE_COULDNT_RESOLVE_PROXY, ErrorKind::proxy},
      {CURLE_PROXY, ErrorKind::proxy},
      {CURLE_COULDNT_CONNECT, ErrorKind::connect},
      {CURLE_SSL_CONNECT_ERROR, ErrorKind::tls},
      {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::tls},
      {CURLE_SSL_CIPHER, ErrorKind::tls},
      {CURLE_SSL_CACERT_BADFILE, ErrorKind::tls},
      {CURLE_SSL_INVALIDCERTSTATUS, ErrorKind::tls},
      {CURLE_SSL_ISSUER_ERROR, ErrorKind::tls},
      {CURLE_SSL_CLIENTCERT, ErrorKind::tls},
      {CURLE_PARTIAL_FILE, ErrorKind::truncated},
      {CURLE_SEND_ERROR, ErrorKind::reset},
      {CURLE_RECV_ERROR, ErrorKind::reset},
      {CURLE_GOT_NOTHING, ErrorKind::reset},
      {CURLE_HTTP2, ErrorKind::reset},
      {CURLE_HTTP2_STREAM, ErrorKind::reset},
      {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::protocol},
      {CURLE_WEIRD_SERVER_REPLY, ErrorKind::protocol},
      {CURLE_BAD_CONTENT_ENCODING, ErrorKind::protocol},
  };
  // These are our own doing, or our machine's.
  constexpr auto is_ours = [](int code) {
    return code == CURLE_OUT_OF_MEMORY || code == CURLE_FAILED_INIT || code == CURLE_WRITE_ERROR ||
           code == CURLE_ABORTED_BY_CALLBACK;
  };
  const auto found = kinds.find(failure.code);
  if (found != kinds.end()) return found->second;
  return failure.is_connected && !is_ours(failure.code) ? ErrorKind::protocol : ErrorKind::internal;
}

/// Without the " after 28 ms" of libcurl, so that the same failure has the same words.
std::string without_time(std::string text) {
  const std::size_t after = text.find(" after "), end = text.find(" ms", after);
  const bool is_time =
      end != std::string::npos && text::is_number(std::string_view(text).substr(after + 7, end - after - 7));
  return is_time ? text.erase(after, end + 3 - after) : text;
}

/// For people: what to do about a failed handshake, or "".
std::string advice_for_tls(const CurlFailure& failure) {
  if (failure.code == CURLE_PEER_FAILED_VERIFICATION) return "; -k (--insecure) accepts any certificate";
  if (failure.code == CURLE_SSL_CACERT_BADFILE) return "; 'trawl doctor' looks for the trusted certificates";
  // What OpenSSL says of bytes that are no TLS.
  const bool is_plain = failure.explanation.find("wrong version number") != std::string::npos ||
                        failure.explanation.find("packet length too long") != std::string::npos;
  return is_plain ? "; this port seems to speak http without TLS: try http://" : "";
}

bool says(const CurlFailure& failure, const char* words) {
  return failure.explanation.find(words) != std::string::npos;
}

}  // namespace

Error error_of(const CurlFailure& failure) {
  if (failure.code == CURLE_OPERATION_TIMEDOUT)
    return Error(ErrorKind::timeout, without_time(failure.explanation),
                 failure.is_connected ? "total" : "connect");
  // libcurl has no code of its own for an endless header line, a malformed chunk, or malformed HTTP/2.
  if (failure.code == CURLE_OUT_OF_MEMORY && failure.is_connected && !failure.is_head_complete)
    return Error(ErrorKind::too_large, "a header line is longer than libcurl accepts");
  const bool is_malformed = says(failure, "chunked-encoding") || says(failure, "PROTOCOL_ERROR");
  const ErrorKind kind = is_malformed ? ErrorKind::protocol : kind_of(failure);
  const bool is_lost = kind == ErrorKind::connect || kind == ErrorKind::reset;
  const bool is_of_proxy = failure.has_proxy && !failure.is_connected && is_lost;
  return Error(is_of_proxy ? ErrorKind::proxy : kind,
               without_time(failure.explanation) + advice_for_tls(failure));
}

bool is_broken_connection(int curl_code) {
  return curl_code == CURLE_SEND_ERROR || curl_code == CURLE_RECV_ERROR || curl_code == CURLE_GOT_NOTHING;
}

bool is_refused_header_line(const CurlFailure& failure) {
  if (!failure.is_connected) return false;
  // A continuation of nothing, in libcurl's list of headers.
  if (failure.code == CURLE_BAD_FUNCTION_ARGUMENT) return true;
  return failure.code == CURLE_WEIRD_SERVER_REPLY &&
         (says(failure, "Header without colon") || says(failure, "Invalid Content-Length"));
}

}  // namespace trawl::fetch
