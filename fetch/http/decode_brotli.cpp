#include <cstdint>
#include <new>

#include <brotli/decode.h>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

namespace {
struct DestroyState {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

class BrotliDecoder final : public Decoder {
 public:
  BrotliDecoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
  }

  Step decode(std::string_view& bytes, std::span<char> room) override {
    if (BrotliDecoderIsFinished(state_.get())) {
      has_rest_ = has_rest_ || !bytes.empty();
      bytes = {};
      return {0, false};
    }
    std::size_t left = bytes.size(), free = room.size();
    auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data());
    auto* to = reinterpret_cast<std::uint8_t*>(room.data());
    const auto result = BrotliDecoderDecompressStream(state_.get(), &left, &from, &free, &to, nullptr);
    bytes.remove_prefix(bytes.size() - left);
    return {room.size() - free, result == BROTLI_DECODER_RESULT_ERROR};
  }
  bool is_complete() const override {
    return !BrotliDecoderIsUsed(state_.get()) || BrotliDecoderIsFinished(state_.get());
  }
  bool is_verified() const override { return true; }  // RFC 7932 has no check bytes
  bool is_single() const override { return BrotliDecoderIsFinished(state_.get()) && !has_rest_; }

 private:
  std::unique_ptr<BrotliDecoderState, DestroyState> state_;
  bool has_rest_ = false;  // there were bytes behind the end
};
}  // namespace

std::unique_ptr<Decoder> brotli_decoder() {
  return std::make_unique<BrotliDecoder>();
}

}  // namespace trawl::fetch
