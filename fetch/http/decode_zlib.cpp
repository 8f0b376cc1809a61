#include <algorithm>
#include <cstdint>
#include <new>

#include <zlib.h>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

namespace {
/// What stands around a deflate stream.
enum class Wrapping { none, zlib, gzip };

/// One deflate stream in its wrapping. zlib reads the header and the data. The check bytes behind them are
/// read here, since zlib takes wrong ones for a broken stream, and does not say whether more than these is
/// missing. It must not move, because zlib keeps a pointer to it.
class Inflater {
 public:
  explicit Inflater(Wrapping wrapping) {
    if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    restart(wrapping);
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void restart(Wrapping wrapping) {
    wrapping_ = wrapping;
    part_ = wrapping == Wrapping::none ? Part::data : Part::header;
    check_ = wrapping == Wrapping::zlib ? 1 : 0;
    written_ = found_ = 0;
    found_bytes_ = 0;
    inflateReset2(&stream_, window_bits());
  }

  Decoder::Step inflate(std::string_view& bytes, std::span<char> room) {
    if (part_ == Part::header && !take_header(bytes, room)) return {0, true};
    Decoder::Step step{0, false};
    if (part_ == Part::data) step = take_data(bytes, room);
    if (part_ == Part::check) take_check(bytes);
    return step;
  }
  bool has_all_data() const { return part_ == Part::check || part_ == Part::end; }
  bool has_ended() const { return part_ == Part::end; }
  bool is_verified() const { return part_ == Part::end && found_ == expected(); }
  bool has_written() const { return written_ > 0; }

 private:
  enum class Part { header, data, check, end };

  int window_bits() const {
    if (part_ == Part::data) return -MAX_WBITS;
    return wrapping_ == Wrapping::gzip ? MAX_WBITS + 16 : MAX_WBITS;
  }

  /// Lets zlib work, and gives its code.
  int run(std::string_view& bytes, std::span<char> room, int flush) {
    const std::size_t given = std::min<std::size_t>(bytes.size(), 1 << 30);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    const int code = ::inflate(&stream_, flush);
    bytes.remove_prefix(given - stream_.avail_in);
    return code;
  }
  static bool is_error(int code) { return code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR; }

  /// False if it is malformed.
  bool take_header(std::string_view& bytes, std::span<char> room) {
    if (is_error(run(bytes, room, Z_BLOCK))) return false;
    constexpr int kBeforeBlock = 128;  // as zlib.h says of data_type
    if ((stream_.data_type & kBeforeBlock) == 0) return true;
    part_ = Part::data;
    inflateReset2(&stream_, window_bits());
    return true;
  }

  Decoder::Step take_data(std::string_view& bytes, std::span<char> room) {
    // A stream that ends within the step needs no window. One that does not goes on in the next step.
    const int code = run(bytes, room, Z_FINISH);
    const std::size_t written = room.size() - stream_.avail_out;
    const auto* const output = reinterpret_cast<const Bytef*>(room.data());
    if (wrapping_ == Wrapping::gzip) check_ = crc32(check_, output, static_cast<uInt>(written));
    if (wrapping_ == Wrapping::zlib) check_ = adler32(check_, output, static_cast<uInt>(written));
    written_ += written;
    if (code == Z_STREAM_END) part_ = wrapping_ == Wrapping::none ? Part::end : Part::check;
    return {written, is_error(code)};
  }

  /// RFC 1952: CRC-32 and length, the lowest byte first. RFC 1950: Adler-32, the highest byte first.
  void take_check(std::string_view& bytes) {
    const int size = wrapping_ == Wrapping::gzip ? 8 : 4;
    for (; found_bytes_ < size && !bytes.empty(); ++found_bytes_) {
      const std::uint64_t byte = static_cast<unsigned char>(bytes.front());
      found_ = wrapping_ == Wrapping::gzip ? found_ | byte << 8 * found_bytes_ : found_ << 8 | byte;
      bytes.remove_prefix(1);
    }
    if (found_bytes_ == size) part_ = Part::end;
  }
  std::uint64_t expected() const {
    if (wrapping_ == Wrapping::none) return 0;
    return wrapping_ == Wrapping::gzip ? written_ << 32 | check_ : check_;
  }

  z_stream stream_{};
  Wrapping wrapping_ = Wrapping::none;
  Part part_ = Part::data;
  uLong check_ = 0;
  std::uint64_t written_ = 0, found_ = 0;
  int found_bytes_ = 0;
};

class GzipDecoder final : public Decoder {
 public:
  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (bytes.empty() && is_complete()) return {0, false};
    if (inflater_.has_ended()) begin_member(bytes.front());
    if (is_over_) {
      bytes = {};
      return {0, false};
    }
    has_begun_ = true;
    const Step step = inflater_.inflate(bytes, room);
    is_over_ = step.is_corrupt && is_later_member_ && !inflater_.has_written();
    return is_over_ ? Step{0, false} : step;
  }
  bool is_complete() const override { return !has_begun_ || is_over_ || inflater_.has_all_data(); }
  bool is_verified() const override {
    return are_verified_ && (!has_begun_ || is_over_ || inflater_.is_verified());
  }
  bool is_single() const override { return has_begun_ && !is_over_ && !is_later_member_; }

 private:
  static constexpr char kFirstByte = 0x1f;

  void begin_member(char first) {
    if (is_over_) return;
    are_verified_ = are_verified_ && inflater_.is_verified();
    is_over_ = first != kFirstByte;
    if (is_over_) return;
    inflater_.restart(Wrapping::gzip);
    is_later_member_ = true;
  }

  Inflater inflater_{Wrapping::gzip};
  bool has_begun_ = false;
  bool is_later_member_ = false;
  bool are_verified_ = true;  // the members before
  bool is_over_ = false;      // the rest is not gzip
};

class DeflateDecoder final : public Decoder {
 public:
  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (!has_begun_) {
      if (bytes.empty()) return {0, false};
      inflater_.restart(begins_zlib(bytes.front()) ? Wrapping::zlib : Wrapping::none);
      has_begun_ = true;
    }
    if (inflater_.has_ended()) {
      bytes = {};
      return {0, false};
    }
    return inflater_.inflate(bytes, room);
  }
  bool is_complete() const override { return !has_begun_ || inflater_.has_all_data(); }
  bool is_verified() const override { return !has_begun_ || inflater_.is_verified(); }

 private:
  /// RFC 1950 section 2.2: method 8 and a window of at most 32 KiB. Read as RFC 1951, it would be a stored
  /// block with padding that is not zero, which nobody writes.
  static bool begins_zlib(char first) { return (first & 0x8f) == 8; }

  Inflater inflater_{Wrapping::zlib};
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
