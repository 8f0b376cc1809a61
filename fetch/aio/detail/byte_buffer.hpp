#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace trawl::aio {

/// Bytes that come in at the back and leave at the front. What has left is moved over only when it outweighs
/// what is there, so taking many small pieces costs no more than taking one large one.
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
  /// Takes out the first `most` bytes, or all when there are fewer.
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
  std::size_t begin_ = 0;  // those before have left
};

}  // namespace trawl::aio
