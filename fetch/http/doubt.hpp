#pragma once
#include <memory>

namespace trawl::fetch {

/// Whether an answer that came over a used connection is the answer to its request. A server may send bytes
/// that nobody asked for; if they arrive after the next request has been sent, they are read as its answer.
/// Only later does it show: the true answer is then left over on the connection.
/// Thread: the loop's.
class Doubt {
 public:
  enum class State {
    open,      ///< the connection has not been silent since
    cleared,   ///< it was silent: nothing was left over
    confirmed  ///< something was left over: the answer may be another request's, ask again
  };

  State state() const { return state_; }
  /// The first call decides; later ones change nothing.
  void clear() { settle(State::cleared); }
  void confirm() { settle(State::confirmed); }

 private:
  void settle(State state) {
    if (state_ == State::open) state_ = state;
  }

  State state_ = State::open;
};

using DoubtPointer = std::shared_ptr<const Doubt>;

}  // namespace trawl::fetch
