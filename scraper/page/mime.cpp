#include "scraper/page/mime.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "fetch/text/ascii.hpp"
#include "scraper/page/feeds/feed_or_html.hpp"
#include "scraper/page/media_signature.hpp"

namespace trawl::page {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSniffedBytes = 1'445;

/// Bytes at the beginning of a resource, and optionally more bytes at an offset.
struct Signature {
  std::string_view first;
  std::string_view type;
  std::size_t offset = 0;
  std::string_view second = {};

  bool fits(std::string_view bytes) const {
    return bytes.starts_with(first) && bytes.substr(std::min(offset, bytes.size())).starts_with(second);
  }
};

// Sections 6 and 7.1 of the standard, except the types that type_of_media() knows.
constexpr std::array kImages{
    Signature{"\x00\x00\x01\x00"sv, "image/x-icon"},
    Signature{"\x00\x00\x02\x00"sv, "image/x-icon"},
    Signature{"BM", "image/bmp"},
    Signature{"GIF87a", "image/gif"},
    Signature{"GIF89a", "image/gif"},
    Signature{"RIFF", "image/webp", 8, "WEBPVP"},
    Signature{"\x89PNG\r\n\x1a\n", "image/png"},
    Signature{"\xff\xd8\xff", "image/jpeg"},
};
constexpr std::array kSounds{
    Signature{"FORM", "audio/aiff", 8, "AIFF"}, Signature{"ID3", "audio/mpeg"},
    Signature{"OggS\x00"sv, "application/ogg"}, Signature{"MThd\x00\x00\x00\x06"sv, "audio/midi"},
    Signature{"RIFF", "video/avi", 8, "AVI "},  Signature{"RIFF", "audio/wave", 8, "WAVE"},
};
constexpr std::array kOthers{
    Signature{"%PDF-", "application/pdf"},
    Signature{"%!PS-Adobe-", "application/postscript"},
    Signature{"\xfe\xff", "text/plain"},
    Signature{"\xff\xfe", "text/plain"},
    Signature{"\xef\xbb\xbf", "text/plain"},
    Signature{"\x1f\x8b\x08", "application/x-gzip"},
    Signature{"PK\x03\x04", "application/zip"},
    Signature{"Rar \x1a\x07\x00"sv, "application/x-rar-compressed"},
};

/// How HTML pages begin, after whitespace and in any case. A space or ">" must follow.
constexpr std::array kHtmlBeginnings{"<!doctype html"sv,
                                     "<html"sv,
                                     "<head"sv,
                                     "<script"sv,
                                     "<iframe"sv,
                                     "<h1"sv,
                                     "<div"sv,
                                     "<font"sv,
                                     "<table"sv,
                                     "<a"sv,
                                     "<style"sv,
                                     "<title"sv,
                                     "<b"sv,
                                     "<body"sv,
                                     "<br"sv,
                                     "<p"sv,
                                     "<!--"sv};

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), text::is_token_character);
}

std::string_view type_by(std::span<const Signature> signatures, std::string_view bytes) {
  const auto found = std::find_if(signatures.begin(), signatures.end(),
                                  [&](const Signature& one) { return one.fits(bytes); });
  return found == signatures.end() ? std::string_view() : found->type;
}

bool begins_like_html(std::string_view text) {
  return std::any_of(kHtmlBeginnings.begin(), kHtmlBeginnings.end(), [text](std::string_view beginning) {
    if (text.size() <= beginning.size() || !text::starts_with_ignoring_case(text, beginning)) return false;
    return text[beginning.size()] == ' ' || text[beginning.size()] == '>';
  });
}

bool is_binary(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r' && c != '\x1b';
  });
}

std::string_view type_of_sound(std::string_view bytes) {
  const auto type = type_by(kSounds, bytes);
  return type.empty() ? type_of_media(bytes) : type;
}

/// Section 7.1 of the standard.
std::string_view type_without_header(std::string_view bytes) {
  const std::string_view text = text::trimmed_front(bytes, text::kAsciiSpace);
  if (begins_like_html(text)) return "text/html";
  if (text.starts_with("<?xml")) return "text/xml";
  for (const auto type : {type_by(kOthers, bytes), type_by(kImages, bytes), type_of_sound(bytes)}) {
    if (!type.empty()) return type;
  }
  return is_binary(bytes) ? "application/octet-stream" : "text/plain";
}

/// Section 7.2 of the standard: for years, Apache sent these types for every file it did not know.
std::string_view text_or_binary_type(std::string_view bytes) {
  const bool has_byte_order_mark =
      bytes.starts_with("\xfe\xff") || bytes.starts_with("\xff\xfe") || bytes.starts_with("\xef\xbb\xbf");
  return is_binary(bytes) && !has_byte_order_mark ? "application/octet-stream" : "text/plain";
}

bool is_apache_default(std::string_view content_type) {
  return content_type == "text/plain" || content_type == "text/plain; charset=ISO-8859-1" ||
         content_type == "text/plain; charset=iso-8859-1" || content_type == "text/plain; charset=UTF-8";
}

bool is_unknown(std::string_view type) {
  return type.empty() || type == "unknown/unknown" || type == "application/unknown" || type == "*/*";
}

}  // namespace

std::string media_type(std::string_view content_type) {
  const std::string_view essence =
      text::trimmed(content_type.substr(0, content_type.find(';')), text::kHttpSpace);
  const std::size_t slash = essence.find('/');
  if (slash == std::string_view::npos || !is_token(essence.substr(0, slash)) ||
      !is_token(essence.substr(slash + 1)))
    return "";
  return text::lowered(essence);
}

bool is_xml(std::string_view media_type) {
  return media_type == "text/xml" || media_type == "application/xml" || media_type.ends_with("+xml");
}

std::string sniffed_type(std::string_view content_type, std::string_view bytes, bool is_final) {
  const std::string_view beginning = bytes.substr(0, kSniffedBytes);
  std::string type = media_type(content_type);
  if (is_unknown(type)) return std::string(type_without_header(beginning));
  if (is_final) return type;
  if (is_apache_default(content_type)) return std::string(text_or_binary_type(beginning));
  if (type == "text/html") return std::string(feed_or_html_type(beginning));
  const bool is_image = type.starts_with("image/");
  const bool is_sound = type.starts_with("audio/") || type.starts_with("video/") || type == "application/ogg";
  if (is_xml(type) || (!is_image && !is_sound)) return type;
  const auto seen = is_image ? type_by(kImages, beginning) : type_of_sound(beginning);
  return seen.empty() ? type : std::string(seen);
}

}  // namespace trawl::page
