#pragma once
#include <array>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <fmt/format.h>

#include "fetch/error.hpp"

namespace trawl::fetch {

/// A CURL easy handle, and the lists that its options point to. Only the files fetch/curl_* include this.
class CurlEasy {
 public:
  CurlEasy() : easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    set(CURLOPT_ERRORBUFFER, message_.data());
  }
  CurlEasy(const CurlEasy&) = delete;
  CurlEasy& operator=(const CurlEasy&) = delete;

  CURL* get() const { return easy_.get(); }

  /// Throws Error(internal) if libcurl refuses the value.
  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (code == CURLE_OK) return;
    throw Error(ErrorKind::internal,
                fmt::format("curl refuses option {}: {}", int{option}, curl_easy_strerror(code)));
  }
  template <class Value>
  Value info(CURLINFO what) const {
    Value value{};
    curl_easy_getinfo(easy_.get(), what, &value);
    return value;
  }
  /// What libcurl says about the failure of the transfer.
  std::string explanation(CURLcode code) const {
    return message_[0] != '\0' ? message_.data() : curl_easy_strerror(code);
  }

  void set_headers(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) append(headers_, line);
    set(CURLOPT_HTTPHEADER, headers_.get());
  }
  void set_resolve(const std::string& line) {
    append(resolve_, line);
    set(CURLOPT_RESOLVE, resolve_.get());
  }

 private:
  struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct SlistFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using Slist = std::unique_ptr<curl_slist, SlistFree>;

  static void append(Slist& list, const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    [[maybe_unused]] auto* const old = list.release();
    list.reset(longer);
  }

  Slist headers_, resolve_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::unique_ptr<CURL, EasyCleanup> easy_;  // last: it points to the others
};

}  // namespace trawl::fetch
