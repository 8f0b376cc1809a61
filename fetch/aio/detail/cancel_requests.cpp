#include "fetch/aio/detail/cancel_requests.hpp"

#include <algorithm>

#include "fetch/aio/task.hpp"

namespace trawl::aio {

CancelRequests::Request::Request(TaskBase* asked_task, bool* lowered_flag)
    : task(asked_task), flag(lowered_flag) {}

CancelRequests::CancelRequests() = default;
CancelRequests::~CancelRequests() = default;

void CancelRequests::ask(TaskBase& task) {
  requests_.emplace_back(&task, nullptr);
  if (is_serving_) return;
  is_serving_ = true;
  while (!requests_.empty()) {
    const Request request = std::move(requests_.back());
    requests_.pop_back();
    const auto left = static_cast<std::ptrdiff_t>(requests_.size());
    if (request.flag != nullptr) {
      *request.flag = false;
    } else {
      request.task->receive_cancel();
    }
    // The requests that this one caused are served in the order in which they came.
    std::reverse(requests_.begin() + left, requests_.end());
  }
  is_serving_ = false;
}

void CancelRequests::lower(bool& flag) {
  if (is_serving_) {
    requests_.emplace_back(nullptr, &flag);
  } else {
    flag = false;
  }
}

}  // namespace trawl::aio
