#include "fetch/http/content_decoding.hpp"

#include <algorithm>
#include <chrono>

#include <doctest/doctest.h>

#include "fetch/text/base64.hpp"
#include "fetch/text/utf8.hpp"
#include "tests/support/compression.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

namespace {

using fetch::ContentDecoder;
using Result = ContentDecoder::Result;

constexpr std::int64_t kLimit = 8 << 20;

struct Decoded {
  Result result;
  bool is_complete;
  std::string text;
  bool is_verified = true;
};

Decoded decoded(std::string_view coding, std::string_view bytes, std::size_t piece = SIZE_MAX,
                std::int64_t limit = kLimit) {
  ContentDecoder decoder(coding);
  Decoded end{Result::ok, false, {}};
  while (!bytes.empty()) {
    end.result = decoder.feed(bytes.substr(0, piece), end.text, limit);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  decoder.finish();
  end.is_complete = decoder.is_complete();
  end.is_verified = decoder.is_verified();
  return end;
}

const std::string kText = "The quick brown fox jumps over the lazy dog. The quick brown fox jumps again.";
const std::string kBrotliText =
    *text::base64_decoded("H0wAAETbRqkupGvJUBRPRZ6J8sNEDhyyRBPSz99Xpq0ySeH8wg2ehsCLvGqf4NbxwDhY7H/wjAKABAU=");

struct Sample {
  std::string coding, bytes;
};

std::vector<Sample> samples() {
  return {{"gzip", support::gzip(kText)},
          {"X-GZip", support::gzip(kText)},
          {"deflate", support::zlib(kText)},
          {"deflate", support::raw_deflate(kText)},
          {"br", kBrotliText},
          {"zstd", support::zstd(kText)},
          {"deflate,gzip", support::gzip(support::zlib(kText))},
          {"gzip , deflate, zstd", support::zstd(support::zlib(support::gzip(kText)))},
          {"br, identity, gzip", support::gzip(kBrotliText)}};
}

std::string repeated(const std::string& part, int times) {
  std::string whole;
  for (int i = 0; i < times; ++i) whole += part;
  return whole;
}

/// Each byte as the character with this number, as in the plain text of the sample.
std::string as_utf8(std::string_view latin1) {
  std::string text;
  for (const char c : latin1) text::append_utf8(text, static_cast<unsigned char>(c));
  return text;
}

}  // namespace

TEST_CASE("a single coding is one stream of gzip, br or zstd with nothing before or behind it") {
  const auto single = [](const std::string& coding, const std::string& bytes, std::size_t piece = SIZE_MAX) {
    ContentDecoder decoder(coding);
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size()))
      decoder.feed(std::string_view(bytes).substr(at, piece), text, kLimit);
    decoder.finish();
    return std::string(decoder.single_coding());
  };
  for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
    CHECK(single("gzip", support::gzip(kText), piece) == "gzip");
    CHECK(single(" X-GZip", support::gzip(kText), piece) == "gzip");
    CHECK(single("br, identity", kBrotliText, piece) == "br");
    CHECK(single("zstd", support::zstd(kText), piece) == "zstd");
    CHECK(single("gzip", support::gzip(kText) + support::gzip(kText), piece) == "");
    CHECK(single("zstd", support::zstd(kText) + support::zstd(kText), piece) == "");
    for (const Sample& sample : {Sample{"gzip", support::gzip(kText)}, Sample{"br", kBrotliText},
                                 Sample{"zstd", support::zstd(kText)}})
      CHECK(single(sample.coding, sample.bytes + "x", piece) == "");
    CHECK(single("deflate", support::zlib(kText), piece) == "");
    CHECK(single("deflate, gzip", support::gzip(support::zlib(kText)), piece) == "");
    CHECK(single("", kText, piece) == "");
    CHECK(single("gzip", "", piece) == "");
  }
}

TEST_CASE("the known codings are gzip, deflate, br, zstd, identity and lists of up to three") {
  for (const char* known : {"", "identity", "gzip", "X-GZIP", " Deflate ", "br", "zstd", "gzip, br, zstd",
                            "gzip,,br", "identity, gzip, br, zstd"}) {
    CAPTURE(known);
    CHECK(ContentDecoder::knows(known));
  }
  for (const char* unknown :
       {"compress", "gzip;q=1", "gzip br", "gzip, gzip, gzip, gzip", "utf-8", "aws-chunked"}) {
    CAPTURE(unknown);
    CHECK_FALSE(ContentDecoder::knows(unknown));
    CHECK_THROWS_AS(ContentDecoder{unknown}, std::invalid_argument);
  }
}

TEST_CASE("each coding gives the same text whether fed whole or byte by byte") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.coding);
    for (const std::size_t piece : {SIZE_MAX, std::size_t{1}, std::size_t{7}}) {
      const Decoded end = decoded(sample.coding, sample.bytes, piece);
      CHECK(end.result == Result::ok);
      CHECK(end.is_complete);
      CHECK(end.is_verified);
      CHECK(end.text == kText);
    }
  }
}

/// How many check bytes the coding that was applied last leaves at the end.
std::size_t check_bytes(const std::string& coding) {
  if (coding.ends_with("gzip") || coding == "X-GZip") return 8;
  return coding == "deflate" ? 4 : 0;
}

TEST_CASE(
    "a stream that is cut anywhere gives what could be decoded, and is complete only without check bytes") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.coding);
    for (std::size_t cut = 1; cut < sample.bytes.size(); ++cut) {
      const Decoded end = decoded(sample.coding, std::string_view(sample.bytes).substr(0, cut));
      const bool is_raw = sample.bytes == support::raw_deflate(kText);
      const bool has_data = !is_raw && cut + check_bytes(sample.coding) >= sample.bytes.size();
      CHECK(end.result == Result::ok);
      CHECK(end.is_complete == has_data);
      if (has_data) CHECK_FALSE(end.is_verified);
      CHECK(kText.starts_with(end.text));
    }
  }
}

TEST_CASE("identity passes everything on and is always complete") {
  const Decoded end = decoded("identity", kText, 5);
  CHECK(end.result == Result::ok);
  CHECK(end.is_complete);
  CHECK(end.text == kText);
  CHECK(decoded("", kText, 5, 10).text == kText.substr(0, 10));
}

TEST_CASE("an empty body is complete in every coding") {
  for (const Sample& sample : samples()) CHECK(decoded(sample.coding, "").is_complete);
}

TEST_CASE("several members or frames are one text, and other bytes after the last are ignored") {
  const Sample rows[] = {{"gzip", support::gzip(kText)}, {"zstd", support::zstd(kText)}};
  for (const Sample& row : rows) {
    for (const std::string tail : {"", "\n", "garbage", "\x1f\x20 no gzip", "\x28\x20\x20\x20 no zstd"}) {
      for (const std::size_t piece : {SIZE_MAX, std::size_t{1}}) {
        CAPTURE(row.coding);
        CAPTURE(tail);
        const Decoded end = decoded(row.coding, row.bytes + row.bytes + tail, piece);
        CHECK(end.result == Result::ok);
        CHECK(end.is_complete);
        CHECK(end.text == kText + kText);
      }
    }
  }
  CHECK(decoded("br", kBrotliText + "garbage", 1).text == kText);
  CHECK(decoded("deflate", support::zlib(kText) + "garbage", 1).is_complete);
}

TEST_CASE("malformed bytes are corrupt, and the result stays so") {
  for (const char* coding : {"gzip", "deflate", "br", "zstd", "gzip, br"}) {
    CAPTURE(coding);
    CHECK(decoded(coding, "\xff\xff<html>no compression at all</html>").result == Result::corrupt);
    CHECK(decoded(coding, "\xff\xff<html>no compression at all</html>", 1).result == Result::corrupt);
  }
}

TEST_CASE("the text is whole when its check bytes are wrong, which shows") {
  const Sample rows[] = {{"gzip", support::gzip(kText)},
                         {"deflate", support::zlib(kText)},
                         {"zstd", support::zstd(kText, true)},
                         {"deflate, gzip", support::gzip(support::zlib(kText))}};
  for (const Sample& row : rows) {
    CAPTURE(row.coding);
    for (std::size_t from_end = 1; from_end <= std::max<std::size_t>(4, check_bytes(row.coding));
         ++from_end) {
      std::string bytes = row.bytes;
      bytes[bytes.size() - from_end] ^= 1;
      for (const std::size_t piece : {SIZE_MAX, std::size_t{1}}) {
        const Decoded end = decoded(row.coding, bytes, piece);
        CHECK(end.result == Result::ok);
        CHECK(end.is_complete);
        CHECK_FALSE(end.is_verified);
        CHECK(end.text == kText);
      }
    }
    CHECK(decoded(row.coding, row.bytes).is_verified);
  }
}

TEST_CASE("a frame of zstd without its checksum is whole, one that is cut before is not") {
  const std::string bytes = support::zstd(kText, true);
  for (std::size_t missing = 1; missing < bytes.size(); ++missing) {
    CAPTURE(missing);
    for (const std::size_t piece : {SIZE_MAX, std::size_t{1}}) {
      const Decoded end = decoded("zstd", std::string_view(bytes).substr(0, bytes.size() - missing), piece);
      CHECK(end.result == Result::ok);
      CHECK(end.is_complete == (missing <= 4));
      CHECK_FALSE(end.is_verified);
    }
  }
}

TEST_CASE("wrong check bytes of any member count, and the members behind it are read") {
  std::string bytes = support::gzip(kText);
  bytes[bytes.size() - 7] ^= 1;
  for (const std::string& tail : {support::gzip("more"), std::string("\n")}) {
    const Decoded end = decoded("gzip", bytes + tail, 3);
    CHECK(end.is_complete);
    CHECK_FALSE(end.is_verified);
    CHECK(end.text == kText + (tail == "\n" ? "" : "more"));
  }
  const Decoded last = decoded("gzip", support::gzip("more") + bytes);
  CHECK(last.text == "more" + kText);
  CHECK_FALSE(last.is_verified);
}

TEST_CASE("all parts of a gzip header are read over: extra field, name, comment, its own check bytes") {
  const std::string plain = support::gzip(kText);
  std::string header = plain.substr(0, 10);
  header[3] = 0x1c;  // extra, name, comment
  header += std::string("\x03\x00", 2) + "abc" + std::string("name\0comment\0", 13);
  const Decoded end = decoded("gzip", header + plain.substr(10), 1);
  CHECK(end.text == kText);
  CHECK(end.is_verified);
}

TEST_CASE("a text as long as the limit fits, and a lower limit cuts it") {
  const auto size = static_cast<std::int64_t>(kText.size());
  for (const Sample& sample : samples()) {
    CAPTURE(sample.coding);
    for (const std::size_t piece : {SIZE_MAX, std::size_t{1}}) {
      CHECK(decoded(sample.coding, sample.bytes, piece, size).result == Result::ok);
      const Decoded cut = decoded(sample.coding, sample.bytes, piece, size - 1);
      CHECK(cut.result == Result::over_limit);
      CHECK(cut.text == kText.substr(0, kText.size() - 1));
    }
  }
}

TEST_CASE("a bomb of 10 GiB is stopped at the limit within a second") {
  const std::string zeros(16 << 20, '\0');
  const std::string gzip_bomb = repeated(support::gzip(zeros), 640);
  const Sample bombs[] = {
      {"gzip", gzip_bomb},
      {"zstd", repeated(support::zstd(zeros), 640)},
      {"br", *text::base64_decoded("z///fwAkAOKxQHLv//n//w+ABEAcFoDu/T////8BkACIwwLQvf/n//8/ABIAcVgAuvf//P//"
                                   "B0ACIA4LQPf+n////wBIAMRhAeje//P//x8ACYA4LADd+3/+//8DIAEQhwWge//P//9/")},
      {"gzip, gzip", support::gzip(gzip_bomb)},
  };
  for (const Sample& bomb : bombs) {
    CAPTURE(bomb.coding);
    const auto start = std::chrono::steady_clock::now();
    const Decoded end = decoded(bomb.coding, bomb.bytes, 16 << 10);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    CHECK(end.result == Result::over_limit);
    CHECK(end.text.size() == kLimit);
    CHECK(took.count() < 1);
  }
}

TEST_CASE("a bomb between two codings is stopped too, even if its final text is small") {
  const std::string many_empty_members = repeated(support::gzip(""), 1 << 20);
  const Decoded end = decoded("gzip, gzip", support::gzip(many_empty_members), SIZE_MAX, 1 << 20);
  CHECK(end.result == Result::over_limit);
  CHECK(end.text.empty());
}

TEST_CASE(
    "conformance: compressed samples decode to one text, cut ones to what there is, and bombs stop at the "
    "limit") {
  const auto suite = support::conformance_suite("http/compressed");
  if (!suite) return;
  support::SuiteScore score("http: compressed", 100);
  const auto sample = [&](const std::string& name) { return support::file_bytes(*suite / name); };
  const std::string html = decoded("br", sample("html-br.bin")).text;
  const struct {
    const char* coding;
    std::string file;
    std::size_t size;
  } good[] = {{"br", "html-br.bin", 74'837},
              {"gzip", "html-gzip.bin", 74'837},
              {"deflate", "html-rawdeflate.bin", 74'840},
              {"deflate", "html-zlibdeflate.bin", 74'840},
              {"gzip, deflate", "html-gzip-deflate.bin", 74'837},
              {"gzip, deflate, gzip", "html-gzip-deflate-gzip.bin", 74'837},
              {"zstd", "html-zstd-static-content-size.bin", 74'837},
              {"zstd", "html-zstd-static-no-content-size.bin", 74'837},
              {"zstd", "html-zstd-streaming-no-content-size.bin", 74'837}};
  for (const auto& row : good) {
    const Decoded end = decoded(row.coding, sample(row.file), 1000);
    score.count(
        end.is_complete && end.text.size() == row.size && (row.size != html.size() || end.text == html),
        row.file);
  }
  score.count(decoded("gzip", sample("feed-sample1.xml.gz")).text == sample("feed-sample1.xml"),
              "feed-sample1.xml.gz");

  const Decoded cut = decoded("gzip", sample("unexpected-eof.gz"));
  score.count(!cut.is_verified && as_utf8(cut.text) == sample("unexpected-eof-output.txt"),
              "unexpected-eof.gz");
  for (const char* damaged : {"truncated-crc-error.gz", "truncated-crc-error-short.gz"}) {
    const Decoded end = decoded("gzip", sample(damaged));
    score.count((!end.is_complete || !end.is_verified) && !end.text.empty(), damaged);
  }
  for (const std::string coding : {"br", "deflate", "gzip", "zstd"}) {
    const Decoded end = decoded(coding, sample("bomb-" + coding + ".bin"), SIZE_MAX, 1 << 20);
    score.count(end.result == Result::over_limit && end.text.size() == 1 << 20, "bomb-" + coding);
  }
  score.check();
}
