#pragma once
#include <vector>

#include "fetch/aio/detail/ref.hpp"

namespace trawl::aio {

class TaskBase;

/// The cancel requests that are on their way along tasks that wait on each other. A request made while another
/// is served is served next after it: the order of a recursion, on a stack that stays flat however long the
/// chain. Thread: the loop's.
class CancelRequests {
 public:
  CancelRequests();
  ~CancelRequests();

  /// Has `task` meet its request, now or, when one is being served, soon.
  void ask(TaskBase& task);
  /// Takes `flag` down once everything that was asked for before has been served.
  void take_down(bool& flag);

 private:
  struct Request {
    Request(TaskBase* of_task, bool* of_flag);
    Ref<TaskBase> task;
    bool* flag;  // when there is no task
  };

  std::vector<Request> requests_;  // the next one last
  bool is_serving_ = false;
};

}  // namespace trawl::aio
