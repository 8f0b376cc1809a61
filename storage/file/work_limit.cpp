#include "storage/file/work_limit.hpp"

namespace trawl::storage {
namespace {

const WorkLimit*& limit_of_thread() {
  static thread_local const WorkLimit* limit = nullptr;
  return limit;
}

}  // namespace

WorkLimit::WorkLimit(Clock::time_point deadline, const std::atomic<bool>* stop)
    : deadline_(deadline), stop_(stop) {
  limit_of_thread() = this;
}

WorkLimit::~WorkLimit() {
  limit_of_thread() = nullptr;
}

const WorkLimit* WorkLimit::current() {
  return limit_of_thread();
}

}  // namespace trawl::storage
