#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

#define ZSTD_STATIC_LINKING_ONLY  // for the name of a parameter
#include <xxhash.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

namespace {
constexpr int kLargestWindowLog = 23;

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct FreeHash {
  void operator()(XXH64_state_t* state) const { XXH64_freeState(state); }
};

/// Compares the checksum of a frame with its content (RFC 8878 section 3.1.1).
class FrameCheck {
 public:
  FrameCheck() : state_(XXH64_createState()) {
    if (!state_) throw std::bad_alloc();
    begin();
  }
  void begin() {
    XXH64_reset(state_.get(), 0);
    beginning_size_ = 0;
  }
  void take(std::string_view input, std::string_view output) {
    for (const char byte : input.substr(0, beginning_.size() - beginning_size_))
      beginning_[beginning_size_++] = byte;
    for (const char byte : input.substr(input.size() - std::min(input.size(), end_.size()))) {
      std::rotate(end_.begin(), end_.begin() + 1, end_.end());
      end_.back() = byte;
    }
    XXH64_update(state_.get(), output.data(), output.size());
  }
  bool is_right() const {
    constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
    constexpr char kHasChecksum = 4;
    const bool is_frame = std::string_view(beginning_.data(), kMagic.size()) == kMagic;
    if (!is_frame || (beginning_.back() & kHasChecksum) == 0) return true;
    std::uint32_t found = 0;
    for (std::size_t i = end_.size(); i-- > 0;) found = found << 8 | static_cast<unsigned char>(end_[i]);
    return found == static_cast<std::uint32_t>(XXH64_digest(state_.get()));
  }

 private:
  std::unique_ptr<XXH64_state_t, FreeHash> state_;
  std::array<char, 5> beginning_{};  // magic number and descriptor
  std::size_t beginning_size_ = 0;
  std::array<char, 4> end_{};  // the last bytes
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
    // zstd gives nothing of a small frame whose checksum is wrong, so it is compared here.
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_forceIgnoreChecksum, ZSTD_d_ignoreChecksum);
  }

  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (bytes.empty() && is_complete_) return {0, false};
    is_single_ = !has_ended_once_;
    if (is_over_) {
      bytes = {};
      return {0, false};
    }
    ZSTD_inBuffer from{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer to{room.data(), room.size(), 0};
    if (is_complete_) check_.begin();
    const std::size_t code = ZSTD_decompressStream(context_.get(), &to, &from);
    check_.take(bytes.substr(0, from.pos), std::string_view(room.data(), to.pos));
    is_over_ = has_ended_once_ && ZSTD_getErrorCode(code) == ZSTD_error_prefix_unknown;
    is_complete_ = is_over_ || code == 0;
    if (code == 0) is_verified_ = is_verified_ && check_.is_right();
    has_ended_once_ = has_ended_once_ || is_complete_;
    bytes.remove_prefix(from.pos);
    return {to.pos, ZSTD_isError(code) != 0 && !is_over_};
  }
  /// If a checksum is all that is missing, any four bytes end the frame and add nothing.
  void finish() override {
    if (is_complete_) return;
    std::string_view any("\0\0\0\0", 4);
    std::array<char, 16> room;
    const Step step = decode(any, room);
    is_complete_ = is_complete_ && !step.is_corrupt && step.written == 0;
    is_verified_ = false;
  }
  bool is_complete() const override { return is_complete_; }
  bool is_verified() const override { return is_verified_; }
  bool is_single() const override { return has_ended_once_ && is_single_; }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  FrameCheck check_;
  bool is_complete_ = true;
  bool is_verified_ = true;
  bool has_ended_once_ = false;
  bool is_single_ = true;
  bool is_over_ = false;  // the rest is not zstd
};
}  // namespace

std::unique_ptr<Decoder> zstd_decoder() {
  return std::make_unique<ZstdDecoder>();
}

}  // namespace trawl::fetch
