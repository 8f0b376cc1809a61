#pragma once
#include <csignal>
#include <exception>
#include <type_traits>
#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// Runs a program on a loop of its own and gives its result. Tasks that are left when `work` has ended are
/// cancelled, once each, and awaited; their errors are reported. The first SIGINT cancels `work`, which may
/// clean up; the second drops every task where it stands. If `work` then ends as cancelled, Interrupted is
/// thrown. Throws InvalidState if the loop is stopped before, and if a loop runs on this thread already: also
/// in a child that was forked from there, whose loop would share its descriptors with its parent.
/// Requires: other threads of the program block SIGINT, or start later.
template <class T>
T run(Coroutine<T> work) {
  EventLoop::require_none_running();
  EventLoop loop;
  Task<T> main = loop.create_task(std::move(work), "main");
  int interrupts = 0;
  loop.add_signal_handler(SIGINT, [&] {
    if (++interrupts == 1) {
      main.cancel();
    } else {
      for (const Ref<TaskBase>& task : loop.all_tasks()) task->drop();
    }
  });
  std::exception_ptr failure;
  try {
    loop.run_until_done(main);
  } catch (...) {
    failure = std::current_exception();
  }
  loop.cancel_all();
  if (failure) std::rethrow_exception(failure);
  if (main.cancelled() && interrupts > 0) throw Interrupted();
  if constexpr (std::is_void_v<T>) {
    main.result();
  } else {
    return main.state()->take();
  }
}

}  // namespace trawl::aio
