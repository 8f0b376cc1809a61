#pragma once
#include <csignal>
#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// Runs a program on a loop of its own and gives its result. Tasks that are left when `work` has ended are
/// cancelled and awaited; their errors are reported. The first SIGINT cancels `work`, which may clean up; the
/// second drops every task where it stands. If `work` then ends as cancelled, Interrupted is thrown.
/// Requires: other threads of the program block SIGINT, or start later.
template <class T>
T run(Coroutine<T> work) {
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
  struct Rest {
    EventLoop& loop;
    ~Rest() { loop.cancel_all(); }
  };
  const Rest rest{loop};
  try {
    return loop.run_until_complete(main);
  } catch (const Cancelled&) {
    if (interrupts > 0) throw Interrupted();
    throw;
  }
}

}  // namespace trawl::aio
