#pragma once
#include <utility>

#include "fetch/aio/detail/frame_memory.hpp"

namespace trawl::aio {

/// An object that counts the Refs to it; the last one deletes it.
/// Thread: the loop's; the count is not atomic.
class Counted {
 public:
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  int references() const { return references_; }

  static void* operator new(std::size_t size) { return FrameMemory::take(size); }
  static void operator delete(void* memory, std::size_t size) noexcept {
    FrameMemory::give_back(memory, size);
  }

 protected:
  Counted() = default;
  virtual ~Counted() = default;

 private:
  template <class T>
  friend class Ref;
  int references_ = 0;
};

/// One of several owners of a Counted object. A task is held by the loop until it ends, by each handle to it
/// and by each coroutine that awaits it, and any of them may be the last.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) { acquire(); }
  Ref(const Ref& other) : object_(other.object_) { acquire(); }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  Ref(const Ref<U>& other) : object_(other.get()) {
    acquire();
  }
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr && --counted()->references_ == 0) delete counted();
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  Counted* counted() const { return object_; }
  void acquire() {
    if (object_ != nullptr) ++counted()->references_;
  }

  T* object_ = nullptr;
};

}  // namespace trawl::aio
