#include "web/worker_threads.hpp"

#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include <pthread.h>

namespace trawl::web {

namespace {
constexpr std::size_t kStack = 256 * 1024;
}

struct Thread::Impl {
  static void* run(void* self) {
    static_cast<Impl*>(self)->work();
    return nullptr;
  }

  std::function<void()> work;
  pthread_t thread{};
};

Thread::Thread(const char* name, std::function<void()> work) : impl_(std::make_unique<Impl>()) {
  impl_->work = std::move(work);
  sigset_t all, before;
  sigfillset(&all);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStack);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&impl_->thread, &attributes, &Impl::run, impl_.get());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (error != 0)
    throw std::system_error(
        error, std::generic_category(),
        std::string("cannot start thread '") + name + "': raise the limit of processes (ulimit -u)");
  pthread_setname_np(impl_->thread, name);
}

Thread::~Thread() {
  pthread_join(impl_->thread, nullptr);
}

WorkerThreads::WorkerThreads(std::size_t most) : most_(most) {
  const std::scoped_lock lock(mutex_);
  start();
}

WorkerThreads::~WorkerThreads() {
  finish();
}

void WorkerThreads::start() {
  threads_.push_back(std::make_unique<Thread>("web", [this] { serve(); }));
  ++idle_;
}

void WorkerThreads::submit(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    work_.push_back(std::move(work));
    if (work_.size() > idle_ && threads_.size() < most_) {
      try {
        start();
      } catch (const std::system_error&) {
        // It waits for one of the others; the first was there before any work.
      }
    }
  }
  changed_.notify_one();
}

void WorkerThreads::finish() {
  std::vector<std::unique_ptr<Thread>> threads;
  {
    const std::scoped_lock lock(mutex_);
    is_finishing_ = true;
    threads.swap(threads_);
  }
  changed_.notify_all();
}

std::size_t WorkerThreads::started() const {
  const std::scoped_lock lock(mutex_);
  return threads_.size();
}

void WorkerThreads::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_finishing_ || !work_.empty(); });
    --idle_;
    if (work_.empty()) return;
    const std::function<void()> work = std::move(work_.front());
    work_.pop_front();
    lock.unlock();
    work();
    lock.lock();
    ++idle_;
  }
}

}  // namespace trawl::web
