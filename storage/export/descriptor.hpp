#pragma once
#include <filesystem>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace trawl::storage {

/// A file descriptor, closed at the end.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Returns 0, or the error.
  int close();

 private:
  int number_ = -1;
};

/// Writes all of it, waiting where it must. Returns 0, or the error, and takes off `bytes` what was written.
int write_all(int descriptor, std::string_view& bytes);

/// Throws Error for what an export could not write: kind full or io.
[[noreturn]] void fail_to_write(int error_number, const std::filesystem::path& file);

}  // namespace trawl::storage
