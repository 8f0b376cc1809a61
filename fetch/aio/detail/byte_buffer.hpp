#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace trawl::aio {

/// Bytes that are appended at the back and taken from the front. The rest is moved to the start only when
/// more has been taken than is left, so many small takes cost no more than one large one.
class ByteBuffer {
 public:
  std::string_view bytes() const { return std::string_view(storage_).substr(begin_); }
  std::size_t size() const { return storage_.size() - begin_; }
  bool is_empty() const { return size() == 0; }

  void append(std::string_view more) { storage_.append(more); }
  void drop(std::size_t count) {
    begin_ += count;
    if (begin_ < size()) return;
    storage_.erase(0, begin_);
    begin_ = 0;
  }
  /// Takes the first `most` bytes, or all when there are fewer.
  std::string take(std::size_t most) {
    const std::size_t count = std::min(most, size());
    std::string taken(bytes().substr(0, count));
    drop(count);
    return taken;
  }
  std::string take_all() {
    if (begin_ > 0) return take(size());
    return std::exchange(storage_, {});
  }

 private:
  std::string storage_;
  std::size_t begin_ = 0;  // the bytes before it have been taken
};

}  // namespace trawl::aio
