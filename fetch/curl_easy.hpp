#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <curl/curl.h>
#include <fmt/format.h>

#include "fetch/error.hpp"

namespace trawl::fetch {

/// A CURL easy handle, and the lists that its options point to. Only the files fetch/curl_* include this.
/// Thread: one. Each keeps some handles that are free, with their buffers, as a new one costs a tenth of a
/// small request.
class CurlEasy {
 public:
  CurlEasy() : easy_(free_or_new()) {
    if (!easy_) throw std::bad_alloc();
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_RESOLVE, static_cast<curl_slist*>(nullptr));  // which a reset leaves as it was
  }
  ~CurlEasy() {
    constexpr std::size_t kMostFree = 16;
    if (!may_serve_again_ || free_handles().size() >= kMostFree) return;
    curl_easy_reset(easy_.get());
    free_handles().push_back(std::move(easy_));
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

  /// The transfer has ended as it should, and is out of the multi handle: another one may have the handle.
  void serve_again() { may_serve_again_ = true; }

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

  using Easy = std::unique_ptr<CURL, EasyCleanup>;
  static std::vector<Easy>& free_handles() {
    thread_local std::vector<Easy> handles;
    return handles;
  }
  static Easy free_or_new() {
    if (free_handles().empty()) return Easy(curl_easy_init());
    Easy easy = std::move(free_handles().back());
    free_handles().pop_back();
    return easy;
  }
  static void append(Slist& list, const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    [[maybe_unused]] auto* const old = list.release();
    list.reset(longer);
  }

  Slist headers_, resolve_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  bool may_serve_again_ = false;
  Easy easy_;  // last: it points to the others
};

}  // namespace trawl::fetch
