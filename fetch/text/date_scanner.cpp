#include "fetch/text/date_scanner.hpp"

#include "fetch/text/blanks.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::text {

std::optional<std::int64_t> LooseMoment::epoch_seconds() const {
  constexpr int kEndOfDay = 24, kSecondsOfDay = 86'400;
  CivilTime time = *this;
  const bool ends_day = hour == kEndOfDay && minute == 0 && second == 0;
  if (ends_day) time.hour = 0;
  auto at = time.CivilTime::epoch_seconds();
  if (at) *at += (ends_day ? kSecondsOfDay : 0) - 60 * offset;
  return at;
}

std::string tidied_date(std::string_view text) {
  std::string tidy;
  for (text = trimmed_blanks(text); !text.empty();) {
    const CodePoint next = first_code_point(text);
    if (next.valid && is_unicode_blank(next.value)) {
      if (tidy.back() != ' ') tidy += ' ';
    } else {
      for (const char c : text.substr(0, next.bytes)) tidy += lower(c);
    }
    text.remove_prefix(next.bytes);
  }
  return tidy;
}

}  // namespace trawl::text
