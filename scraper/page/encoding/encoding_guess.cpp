#include "scraper/page/encoding/encoding_guess.hpp"

#include <algorithm>
#include <memory>

#include <uchardet.h>

#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"

namespace trawl::page {

std::string_view guessed_encoding(std::string_view bytes) {
  constexpr std::size_t kSample = 64 << 10;
  // With fewer bytes beyond ASCII, all Latin encodings are equally likely.
  constexpr std::ptrdiff_t kEnoughBytes = 6;
  bytes = bytes.substr(text::ascii_prefix(bytes), kSample);
  if (std::count_if(bytes.begin(), bytes.end(), [](char c) { return c < 0; }) < kEnoughBytes) return "";

  // A UTF-8 page with a few broken characters is still a UTF-8 page.
  if (const text::Utf8Census census = text::utf8_census(bytes); census.characters > 10 * census.errors)
    return "UTF-8";

  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(), uchardet_delete);
  if (uchardet_handle_data(detector.get(), bytes.data(), bytes.size()) != 0) return "";
  uchardet_data_end(detector.get());
  const std::string_view name = uchardet_get_charset(detector.get());
  if (name == "UHC") return "EUC-KR";
  if (name == "MAC-CYRILLIC") return "x-mac-cyrillic";
  const std::string_view encoding = encoding_of_label(name);
  return encoding == "replacement" ? std::string_view() : encoding;
}

}  // namespace trawl::page
