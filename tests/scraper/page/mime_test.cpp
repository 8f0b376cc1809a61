#include "scraper/page/mime.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using page::media_type;
using page::sniffed_type;
using namespace std::string_literals;

namespace {

std::string type_without_header(std::string_view bytes) {
  return sniffed_type("", bytes);
}

}  // namespace

TEST_CASE("a plausible header is trusted") {
  CHECK(sniffed_type("Application/JSON; charset=utf-8", "<html>") == "application/json");
  CHECK(sniffed_type("text/xml", "<rss>") == "text/xml");
  CHECK(sniffed_type("application/octet-stream", "%PDF-1.7") == "application/octet-stream");
  CHECK(sniffed_type("text/plain;charset=utf-8", "\x01") == "text/plain");
  CHECK(sniffed_type("image/svg+xml", "GIF89a") == "image/svg+xml");
}

TEST_CASE("a header that names no type is ignored") {
  for (const auto* header :
       {"", "text", "text/", "/html", "te xt/html", "unknown/unknown", "application/unknown", "*/*"}) {
    CAPTURE(header);
    CHECK(sniffed_type(header, "<html>") == "text/html");
  }
  CHECK(media_type(" Text/HTML ;charset=x") == "text/html");
  CHECK(media_type("text/html, text/plain") == "");
}

TEST_CASE("HTML is recognised by its first tag") {
  CHECK(type_without_header("<!DOCTYPE html>") == "text/html");
  CHECK(type_without_header("\n\t <!doctype HTML PUBLIC") == "text/html");
  CHECK(type_without_header("<P>x") == "text/html");
  CHECK(type_without_header("<!-->") == "text/html");
  CHECK(type_without_header("<html") == "text/plain");
  CHECK(type_without_header("<htmlx>") == "text/plain");
  CHECK(type_without_header("<article>") == "text/plain");
}

TEST_CASE("without a header the first bytes decide") {
  CHECK(type_without_header(" <?xml version='1.0'?><rss>") == "text/xml");
  CHECK(type_without_header("%PDF-1.7\n\x01") == "application/pdf");
  CHECK(type_without_header("GIF89a\x01") == "image/gif");
  CHECK(type_without_header("\x89PNG\r\n\x1a\n") == "image/png");
  CHECK(type_without_header("\xff\xd8\xff\xe0") == "image/jpeg");
  CHECK(type_without_header("RIFF\x01\x02\x03\x04WEBPVP8 ") == "image/webp");
  CHECK(type_without_header("\0\0\1\0x"s) == "image/x-icon");
  CHECK(type_without_header("PK\x03\x04\x01") == "application/zip");
  CHECK(type_without_header("\x1f\x8b\x08") == "application/x-gzip");
  CHECK(type_without_header("OggS\0\1"s) == "application/ogg");
  CHECK(type_without_header("\0\0\0\x0c"s + "ftypmp42") == "video/mp4");
  CHECK(type_without_header("plain text\x1b[0m") == "text/plain");
  CHECK(type_without_header("\xff\xfe\x01") == "text/plain");
  CHECK(type_without_header("plain\x01") == "application/octet-stream");
  CHECK(type_without_header("RIFF") == "text/plain");
  CHECK(type_without_header("") == "text/plain");
}

TEST_CASE("only the first 1,445 bytes count") {
  CHECK(type_without_header(std::string(1'445, ' ') + '\x01') == "text/plain");
  CHECK(type_without_header(std::string(1'444, ' ') + '\x01') == "application/octet-stream");
}

TEST_CASE("Apache's default types may turn out to be binary, but never HTML") {
  for (const auto* header : {"text/plain", "text/plain; charset=ISO-8859-1", "text/plain; charset=iso-8859-1",
                             "text/plain; charset=UTF-8"}) {
    CAPTURE(header);
    CHECK(sniffed_type(header, "PK\x03\x04") == "application/octet-stream");
    CHECK(sniffed_type(header, "<html>") == "text/plain");
    CHECK(sniffed_type(header, "\xef\xbb\xbf\x01") == "text/plain");
  }
}

TEST_CASE("the bytes of an image or a sound win over its header") {
  CHECK(sniffed_type("image/png", "GIF87a") == "image/gif");
  CHECK(sniffed_type("image/png", "<html>") == "image/png");
  CHECK(sniffed_type("image/x+xml", "GIF87a") == "image/x+xml");
  CHECK(sniffed_type("audio/x", "ID3\x03") == "audio/mpeg");
  CHECK(sniffed_type("application/ogg", "ID3\x03") == "audio/mpeg");
  CHECK(sniffed_type("audio/x", "\0\0\0\x0c"s + "ftypmp42") == "video/mp4");
}

TEST_CASE("with nosniff the header's type counts, if it names one") {
  CHECK(sniffed_type("text/html", "<rss>", true) == "text/html");
  CHECK(sniffed_type("text/plain", "PK\x03\x04", true) == "text/plain");
  CHECK(sniffed_type("image/png", "GIF87a", true) == "image/png");
  CHECK(sniffed_type("", "<html>", true) == "text/html");
}

TEST_CASE("a feed that is served as HTML is a feed") {
  CHECK(sniffed_type("text/html",
                     "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- > --><!DOCTYPE x>\n<rss version='2.0'>") ==
        "application/rss+xml");
  CHECK(sniffed_type("text/html;charset=utf-8", "<feed xmlns='http://www.w3.org/2005/Atom'>") ==
        "application/atom+xml");
  CHECK(sniffed_type("text/html",
                     "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                     "xmlns='http://purl.org/rss/1.0/'>") == "application/rss+xml");
  CHECK(sniffed_type("text/html", "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>") == "text/html");
  CHECK(sniffed_type("text/html", "<!-- <rss>") == "text/html");
  CHECK(sniffed_type("text/html", "x<rss>") == "text/html");
  CHECK(sniffed_type("text/html", "") == "text/html");
}
