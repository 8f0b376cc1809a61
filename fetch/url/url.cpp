#include "fetch/url/url.hpp"

#include <charconv>

namespace trawl::fetch {

std::string_view Url::scheme() const {
  return part(0, scheme_end_);
}
std::string_view Url::username() const {
  return part(scheme_end_ + 3, username_end_);
}

std::string_view Url::password() const {
  return href_[username_end_] == ':' && username_end_ < host_begin_ ? part(username_end_ + 1, host_begin_ - 1)
                                                                    : "";
}

std::string_view Url::host() const {
  return part(host_begin_, host_end_);
}
std::string_view Url::port() const {
  return path_begin_ > host_end_ ? part(host_end_ + 1, path_begin_) : "";
}

std::uint16_t Url::effective_port() const {
  std::uint16_t number = scheme() == "http" ? 80 : 443;
  const std::string_view digits = port();
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string_view Url::path() const {
  return part(path_begin_, path_end_);
}
bool Url::has_query() const {
  return query_end_ > path_end_;
}
std::string_view Url::query() const {
  return has_query() ? part(path_end_ + 1, query_end_) : "";
}
bool Url::has_fragment() const {
  return href_.size() > query_end_;
}
std::string_view Url::fragment() const {
  return has_fragment() ? part(query_end_ + 1, href_.size()) : "";
}

std::string Url::origin() const {
  std::string text(part(0, scheme_end_ + 3));
  text += host_and_port();
  return text;
}

Url Url::without_fragment() const& {
  return Url(*this).without_fragment();
}

Url Url::without_fragment() && {
  href_.resize(query_end_);
  return std::move(*this);
}

Url Url::without_credentials() const {
  Url url = *this;
  const std::uint32_t begin = scheme_end_ + 3, size = host_begin_ - begin;
  url.href_.erase(begin, size);
  url.username_end_ = begin;
  url.host_begin_ = begin;
  for (std::uint32_t* place : {&url.host_end_, &url.path_begin_, &url.path_end_, &url.query_end_})
    *place -= size;
  return url;
}

}  // namespace trawl::fetch
