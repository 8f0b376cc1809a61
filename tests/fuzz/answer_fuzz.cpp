// Input: the length of the pieces, one byte, and then an HTTP/1 answer as it stands on the wire.
#include <algorithm>
#include <string>

#include "fetch/http/raw_response.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using fuzz::require;

constexpr std::int64_t kBodyLimit = 10'000, kHeaderLimit = 5'000;

/// What is read of the answer.
std::string read_in_pieces(std::string_view answer, std::size_t piece, bool cuts) {
  fetch::Request request(*fetch::Url::parse("http://a.test/"));
  request.limits.body_bytes = kBodyLimit;
  request.limits.header_bytes = kHeaderLimit;
  request.cut_body = cuts;
  fetch::ResponseReader reader(request);
  fetch::RawResponse raw(reader);
  for (bool goes_on = true; goes_on && !answer.empty();) {
    goes_on = raw.take(answer.substr(0, piece));
    answer.remove_prefix(std::min(piece, answer.size()));
  }
  try {
    const fetch::Response response = reader.finish(raw.end());
    require(response.status >= 100 && response.status <= 999, "an answer has a status");
    require(static_cast<std::int64_t>(response.body.size()) <= kBodyLimit, "no body exceeds its limit");
    std::string read = std::to_string(response.status) + response.body + response.oddity;
    for (const auto& [name, value] : response.headers) read += name + value;
    return read.append(response.fault ? name_of(response.fault->kind()) : "");
  } catch (const fetch::Error& error) {
    return std::string(name_of(error.kind()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view answer = fuzz::as_text(bytes + 1, size - 1);
  const std::size_t piece = std::max<std::size_t>(1, bytes[0]);
  for (const bool cuts : {false, true})
    require(read_in_pieces(answer, piece, cuts) == read_in_pieces(answer, answer.size() + 1, cuts),
            "an answer is read alike in pieces and as a whole");
  return 0;
}
