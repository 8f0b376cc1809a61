#include "fetch/http/content_decoding.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <stdexcept>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

namespace {
constexpr std::size_t kMostCodings = 3;
/// Most bodies decode in one step: zlib keeps what a step gives in a window, of which it makes a copy.
constexpr std::size_t kRoom = 256 << 10;

/// Where the decoder of a stage writes to. All bodies of a thread share it, as each step passes on what it
/// gives; to clear and free some for each body would cost as much as to decode a small one.
std::span<char> room_of(std::size_t stage) {
  static thread_local std::array<std::unique_ptr<char[]>, kMostCodings> rooms;
  std::unique_ptr<char[]>& room = rooms.at(stage);
  if (!room) room = std::make_unique_for_overwrite<char[]>(kRoom);
  return {room.get(), kRoom};
}

using DecoderMaker = std::unique_ptr<Decoder> (*)();

struct Coding {
  std::string_view name;  // a literal
  DecoderMaker maker;
};

/// Without a maker if it is unknown.
Coding coding_named(std::string_view name) {
  if (name == "gzip" || name == "x-gzip") return {"gzip", gzip_decoder};
  if (name == "deflate") return {"deflate", deflate_decoder};
  if (name == "br") return {"br", brotli_decoder};
  if (name == "zstd") return {"zstd", zstd_decoder};
  return {"", nullptr};
}

/// The codings in the order in which they were applied, without identity. None if one of them is unknown.
std::optional<std::vector<Coding>> parsed(std::string_view content_encoding) {
  const std::string list = text::lowered(content_encoding);
  std::vector<Coding> codings;
  for (std::string_view rest = list; !rest.empty();) {
    const std::string_view name = text::trimmed(text::take_until(rest, ','), text::kOws);
    if (name.empty() || name == "identity") continue;
    const Coding coding = coding_named(name);
    if (coding.maker == nullptr || codings.size() == kMostCodings) return std::nullopt;
    codings.push_back(coding);
  }
  return codings;
}
}  // namespace

bool ContentDecoder::knows(std::string_view content_encoding) {
  return parsed(content_encoding).has_value();
}

ContentDecoder::ContentDecoder(std::string_view content_encoding) {
  const auto codings = parsed(content_encoding);
  if (!codings) throw std::invalid_argument("unknown content-encoding " + std::string(content_encoding));
  for (auto coding = codings->rbegin(); coding != codings->rend(); ++coding) {
    stages_.push_back(Stage{coding->name, coding->maker()});
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

std::string_view ContentDecoder::single_coding() const {
  return stages_.size() == 1 && stages_.front().decoder->is_single() ? stages_.front().coding : "";
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
  auto& [coding, decoder, decoded] = stages_[stage];
  const std::span<char> room = room_of(stage);
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
