#include <algorithm>
#include <new>

#include <zlib.h>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

namespace {
/// An inflate stream of zlib. It must not move, because zlib keeps a pointer to it.
class Inflater {
 public:
  /// The format around the deflate stream, in the numbers of inflateInit2().
  enum Wrapping { zlib = MAX_WBITS, none = -MAX_WBITS, gzip = MAX_WBITS + 16 };

  explicit Inflater(Wrapping wrapping) {
    if (inflateInit2(&stream_, wrapping) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Decoder::Step inflate(std::string_view& bytes, std::span<char> room) {
    const std::size_t given = std::min<std::size_t>(bytes.size(), 1 << 30);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    bytes.remove_prefix(given - stream_.avail_in);
    has_ended_ = code == Z_STREAM_END;
    return {room.size() - stream_.avail_out, !has_ended_ && code != Z_OK && code != Z_BUF_ERROR};
  }
  bool has_ended() const { return has_ended_; }
  bool has_written() const { return stream_.total_out > 0; }
  void restart(Wrapping wrapping) {
    inflateReset2(&stream_, wrapping);
    has_ended_ = false;
  }

 private:
  z_stream stream_{};
  bool has_ended_ = false;
};

class GzipDecoder final : public Decoder {
 public:
  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (bytes.empty() && is_complete()) return {0, false};
    if (inflater_.has_ended()) {
      is_over_ = is_over_ || bytes.front() != kFirstByte;
      if (!is_over_) inflater_.restart(Inflater::gzip);
      is_later_member_ = true;
    }
    if (is_over_) {
      bytes = {};
      return {0, false};
    }
    has_begun_ = true;
    const Step step = inflater_.inflate(bytes, room);
    is_over_ = step.is_corrupt && is_later_member_ && !inflater_.has_written();
    return is_over_ ? Step{0, false} : step;
  }
  bool is_complete() const override { return !has_begun_ || is_over_ || inflater_.has_ended(); }

 private:
  static constexpr char kFirstByte = 0x1f;

  Inflater inflater_{Inflater::gzip};
  bool has_begun_ = false;
  bool is_later_member_ = false;
  bool is_over_ = false;  // the rest is not gzip
};

class DeflateDecoder final : public Decoder {
 public:
  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (!has_begun_) {
      if (bytes.empty()) return {0, false};
      inflater_.restart(begins_zlib(bytes.front()) ? Inflater::zlib : Inflater::none);
      has_begun_ = true;
    }
    if (inflater_.has_ended()) {
      bytes = {};
      return {0, false};
    }
    return inflater_.inflate(bytes, room);
  }
  bool is_complete() const override { return !has_begun_ || inflater_.has_ended(); }

 private:
  /// RFC 1950 section 2.2: method 8 and a window of at most 32 KiB. Read as RFC 1951, it would be a stored
  /// block with padding that is not zero, which nobody writes.
  static bool begins_zlib(char first) { return (first & 0x8f) == 8; }

  Inflater inflater_{Inflater::zlib};
  bool has_begun_ = false;
};
}  // namespace

std::unique_ptr<Decoder> gzip_decoder() {
  return std::make_unique<GzipDecoder>();
}

std::unique_ptr<Decoder> deflate_decoder() {
  return std::make_unique<DeflateDecoder>();
}

}  // namespace trawl::fetch
