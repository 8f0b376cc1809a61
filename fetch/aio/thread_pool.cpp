#include "fetch/aio/thread_pool.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace trawl::aio {

namespace {

/// Nobody waits for work that is submitted, so its error goes to stderr: a worker must not end the process.
void report(const std::exception_ptr& error) noexcept {
  std::array<char, 16> name{};
  pthread_getname_np(pthread_self(), name.data(), name.size());
  std::fprintf(stderr, "error in work of thread %s: %s\n", name.data(), text_of(error).c_str());
}

/// The loop waits for many and works little at a time: it must not stand in a queue behind the computing that
/// it has ordered.
void give_way() {
  const auto self = static_cast<id_t>(gettid());
  errno = 0;
  const int niceness = getpriority(PRIO_PROCESS, self);
  if (errno == 0) setpriority(PRIO_PROCESS, self, niceness + ThreadPool::kNicer);
}

}  // namespace

std::size_t usable_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return std::max(1u, std::thread::hardware_concurrency());
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

ThreadPool::ThreadPool(std::size_t threads, std::string name) : most_(threads), name_(std::move(name)) {
  const std::scoped_lock lock(mutex_);
  if (most_ > 0) start();
}

void ThreadPool::start() {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::error_code error;
  try {
    threads_.emplace_back([this] {
      give_way();
      serve();
    });
    pthread_setname_np(threads_.back().native_handle(), name_.substr(0, 15).c_str());
    ++idle_;
  } catch (const std::system_error& failure) {
    error = failure.code();
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error)
    throw std::system_error(error,
                            "cannot start thread '" + name_ + "': raise the limit of processes (ulimit -u)");
}

ThreadPool::~ThreadPool() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::submit(std::function<void()> work) {
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

void ThreadPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !work_.empty(); });
    if (stopping_) return;
    --idle_;
    std::function<void()> work = std::move(work_.front());
    work_.pop_front();
    lock.unlock();
    try {
      work();
    } catch (...) {
      report(std::current_exception());
    }
    work = nullptr;
    lock.lock();
    ++idle_;
  }
}

}  // namespace trawl::aio
