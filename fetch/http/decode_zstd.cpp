#include <new>

#include <zstd.h>
#include <zstd_errors.h>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

namespace {
constexpr int kLargestWindowLog = 23;

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
  }

  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (bytes.empty() && is_complete_) return {0, false};
    if (is_over_) {
      bytes = {};
      return {0, false};
    }
    ZSTD_inBuffer from{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer to{room.data(), room.size(), 0};
    const std::size_t code = ZSTD_decompressStream(context_.get(), &to, &from);
    is_over_ = has_ended_once_ && ZSTD_getErrorCode(code) == ZSTD_error_prefix_unknown;
    is_complete_ = is_over_ || code == 0;
    has_ended_once_ = has_ended_once_ || is_complete_;
    bytes.remove_prefix(from.pos);
    return {to.pos, ZSTD_isError(code) != 0 && !is_over_};
  }
  bool is_complete() const override { return is_complete_; }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  bool is_complete_ = true;
  bool has_ended_once_ = false;
  bool is_over_ = false;  // the rest is not zstd
};
}  // namespace

std::unique_ptr<Decoder> zstd_decoder() {
  return std::make_unique<ZstdDecoder>();
}

}  // namespace trawl::fetch
