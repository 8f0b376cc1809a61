#pragma once
#include <vector>

#include "fetch/aio/detail/ref.hpp"

namespace trawl::aio {

class TaskBase;

/// Cancel requests on their way along tasks that await each other. A request that is made while another is
/// served is served right after it: the order of a recursion, but the stack stays flat however long the
/// chain.
/// Thread: the loop's.
class CancelRequests {
 public:
  CancelRequests();
  ~CancelRequests();

  /// Passes a request to `task`: now, or soon when another request is being served.
  void ask(TaskBase& task);
  /// Sets `flag` to false once all requests made so far have been served.
  void lower(bool& flag);

 private:
  struct Request {
    Request(TaskBase* asked_task, bool* lowered_flag);
    Ref<TaskBase> task;
    bool* flag;  // set when there is no task
  };

  std::vector<Request> requests_;  // the next one last
  bool is_serving_ = false;
};

}  // namespace trawl::aio
