#include "fetch/http/content_decoding.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

namespace {
constexpr std::size_t kMostCodings = 3;
constexpr std::size_t kRoom = 32 << 10;

using DecoderMaker = std::unique_ptr<Decoder> (*)();

DecoderMaker maker_of(std::string_view coding) {
  if (coding == "gzip" || coding == "x-gzip") return gzip_decoder;
  if (coding == "deflate") return deflate_decoder;
  if (coding == "br") return brotli_decoder;
  if (coding == "zstd") return zstd_decoder;
  return nullptr;
}

/// The codings in the order in which they were applied, without identity. None if one of them is unknown.
std::optional<std::vector<DecoderMaker>> parsed(std::string_view content_encoding) {
  const std::string list = text::lowered(content_encoding);
  std::vector<DecoderMaker> makers;
  for (std::string_view rest = list; !rest.empty();) {
    const std::string_view coding = text::trimmed(text::take_until(rest, ','), text::kOws);
    if (coding.empty() || coding == "identity") continue;
    const DecoderMaker maker = maker_of(coding);
    if (maker == nullptr || makers.size() == kMostCodings) return std::nullopt;
    makers.push_back(maker);
  }
  return makers;
}
}  // namespace

bool ContentDecoder::knows(std::string_view content_encoding) {
  return parsed(content_encoding).has_value();
}

ContentDecoder::ContentDecoder(std::string_view content_encoding) {
  const auto makers = parsed(content_encoding);
  if (!makers) throw std::invalid_argument("unknown content-encoding " + std::string(content_encoding));
  for (auto maker = makers->rbegin(); maker != makers->rend(); ++maker) {
    stages_.push_back(Stage{(*maker)(), std::vector<char>(kRoom)});
  }
}

ContentDecoder::Result ContentDecoder::feed(std::string_view bytes, std::string& out, std::int64_t limit) {
  if (result_ == Result::ok) result_ = pass(0, bytes, out, limit);
  return result_;
}

void ContentDecoder::finish() {
  if (result_ != Result::ok) return;
  for (const Stage& stage : stages_) stage.decoder->finish();
}

bool ContentDecoder::is_verified() const {
  return std::all_of(stages_.begin(), stages_.end(),
                     [](const Stage& stage) { return stage.decoder->is_verified(); });
}

bool ContentDecoder::is_complete() const {
  return std::all_of(stages_.begin(), stages_.end(),
                     [](const Stage& stage) { return stage.decoder->is_complete(); });
}

ContentDecoder::Result ContentDecoder::pass(std::size_t stage, std::string_view bytes, std::string& out,
                                            std::int64_t limit) {
  if (stage == stages_.size()) {
    const std::int64_t left = std::max<std::int64_t>(0, limit - static_cast<std::int64_t>(out.size()));
    out.append(bytes.substr(0, static_cast<std::size_t>(left)));
    return static_cast<std::int64_t>(bytes.size()) > left ? Result::over_limit : Result::ok;
  }
  auto& [decoder, room, decoded] = stages_[stage];
  const bool is_last = stage + 1 == stages_.size();
  bool may_hold_more = true;
  while (!bytes.empty() || may_hold_more) {
    const Decoder::Step step = decoder->decode(bytes, room);
    decoded += static_cast<std::int64_t>(step.written);
    if (!is_last && decoded / 2 > limit) return Result::over_limit;
    const Result result = pass(stage + 1, std::string_view(room.data(), step.written), out, limit);
    if (result != Result::ok) return result;
    if (step.is_corrupt) return Result::corrupt;
    may_hold_more = step.written == room.size();
  }
  return Result::ok;
}

}  // namespace trawl::fetch
