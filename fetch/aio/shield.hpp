#pragma once
#include <type_traits>

#include "fetch/aio/task.hpp"

namespace trawl::aio {

/// The awaiter of shield.
template <class S>
class [[nodiscard]] Shield final : public ResultAwaiterBase {
 public:
  explicit Shield(Ref<S> shielded) : ResultAwaiterBase(shielded), state_(*shielded) {}
  typename S::value_type await_resume() {
    settle();
    if constexpr (std::is_void_v<typename S::value_type>) {
      state_.result();
    } else {
      return state_.take();
    }
  }
  void cancel() override { Parked::cancel(); }

 private:
  S& state_;  // kept by the base
};

/// `co_await shield(task)` gives what the task gives, or throws what it throws. Cancelling the wait ends it
/// at once with Cancelled and leaves the task running; a later error of the task that nobody collects is
/// reported. If the task itself is cancelled, Cancelled comes out as well.
template <class T>
auto shield(const Task<T>& task) {
  return Shield<typename Task<T>::State>(task.state());
}
template <class T>
auto shield(const Future<T>& future) {
  return Shield<typename Future<T>::State>(future.state());
}

}  // namespace trawl::aio
