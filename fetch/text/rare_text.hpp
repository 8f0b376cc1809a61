#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace trawl::text {

/// A text that is nearly always empty, where there are very many of it: it takes eight bytes then.
class RareText {
 public:
  RareText() = default;
  RareText(std::string text)
      : text_(text.empty() ? nullptr : std::make_unique<std::string>(std::move(text))) {}
  RareText(const char* text) : RareText(std::string(text)) {}
  RareText(const RareText& other) : RareText(std::string(std::string_view(other))) {}
  RareText(RareText&&) noexcept = default;
  RareText& operator=(const RareText& other) { return *this = RareText(other); }
  RareText& operator=(RareText&&) noexcept = default;
  ~RareText() = default;

  bool empty() const { return text_ == nullptr; }
  operator std::string_view() const { return text_ ? std::string_view(*text_) : std::string_view(); }
  bool operator==(const RareText& other) const { return std::string_view(*this) == std::string_view(other); }
  bool operator==(std::string_view other) const { return std::string_view(*this) == other; }
  bool operator==(const char* other) const { return std::string_view(*this) == other; }

 private:
  std::unique_ptr<std::string> text_;
};

}  // namespace trawl::text
