#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "fetch/aio/detail/parked.hpp"

namespace trawl::aio {

/// An item was put into a closed queue.
class QueueClosed : public std::runtime_error {
 public:
  QueueClosed() : std::runtime_error("the queue is closed") {}
};

/// First in, first out.
template <class T>
class FifoOrder {
 public:
  void put(T&& item) { items_.push_back(std::move(item)); }
  /// Puts an item back where it was taken from.
  void put_back(T&& item) { items_.push_front(std::move(item)); }
  T take() {
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }
  void clear() { items_.clear(); }
  std::size_t size() const { return items_.size(); }

 private:
  std::deque<T> items_;
};

/// Last in, first out.
template <class T>
class LifoOrder {
 public:
  void put(T&& item) { items_.push_back(std::move(item)); }
  void put_back(T&& item) { put(std::move(item)); }
  T take() {
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }
  void clear() { items_.clear(); }
  std::size_t size() const { return items_.size(); }

 private:
  std::vector<T> items_;
};

/// First the item that is `Before` all others; equal ones in the order they came.
template <class T, class Before>
class PriorityOrder {
 public:
  void put(T&& item) {
    heap_.emplace_back(std::move(item), next_order_++);
    std::push_heap(heap_.begin(), heap_.end(), goes_after);
  }
  void put_back(T&& item) { put(std::move(item)); }
  T take() {
    std::pop_heap(heap_.begin(), heap_.end(), goes_after);
    T item = std::move(heap_.back().item);
    heap_.pop_back();
    return item;
  }
  void clear() { heap_.clear(); }
  std::size_t size() const { return heap_.size(); }

 private:
  struct Entry {
    Entry(T&& new_item, std::uint64_t new_order) : item(std::move(new_item)), order(new_order) {}
    T item;
    std::uint64_t order;
  };

  static bool goes_after(const Entry& a, const Entry& b) {
    const Before before{};
    if (before(b.item, a.item)) return true;
    return !before(a.item, b.item) && a.order > b.order;
  }

  std::vector<Entry> heap_;
  std::uint64_t next_order_ = 0;
};

/// Passes items between tasks. The getter that has waited longest gets the next item, which `Order` chooses;
/// with a limit, putters wait while the queue is full.
/// Cancel: a cancelled wait leaves the queue as it was. If a coroutine is destroyed after an item was
/// delivered to it and before it goes on, the item goes back to the front, above the limit if need be.
/// Invariant: getters wait only while the queue is empty, putters only while it is full.
/// Thread: the loop's. Must outlive its waiters.
template <class T, class Order = FifoOrder<T>>
class Queue {
 public:
  class Get;
  class Put;
  class Join;

  /// A `limit` of 0 means none.
  explicit Queue(std::size_t limit = 0) : limit_(limit) {}
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// `while (auto item = co_await queue.get())` gives the next item; none once the queue is closed and empty.
  Get get() { return Get(*this); }
  /// Waits for room. Throws QueueClosed if the queue is closed, before or during the wait.
  Put put(T item) { return Put(*this, std::move(item)); }
  std::optional<T> get_nowait() {
    std::optional<T> item;
    if (is_empty()) return item;
    item.emplace(items_.take());
    if (is_full()) return item;
    if (Put* const putter = putters_.pop_front()) {
      ++unfinished_;
      items_.put(std::move(putter->item_));
      putter->wake();
    }
    return item;
  }
  /// False if the queue is full; the item is then untouched. Throws QueueClosed.
  bool put_nowait(T&& item) {
    if (is_closed_) throw QueueClosed();
    if (is_full()) return false;
    accept(std::move(item));
    return true;
  }

  /// Ends the queue: putters get QueueClosed; getters get the items that are left, and then none.
  void close() {
    is_closed_ = true;
    while (Get* const getter = getters_.pop_front()) getter->wake();
    while (Put* const putter = putters_.pop_front()) {
      putter->refused_ = true;
      putter->wake();
    }
  }

  /// Like close(), but discards the items that are left: getters get none, and join() does not wait for them.
  void close_now() {
    close();
    const std::size_t left = items_.size();
    items_.clear();
    if (left > 0) dealt_with(left);
  }

  std::size_t size() const { return items_.size(); }
  bool is_empty() const { return items_.size() == 0; }
  bool is_full() const { return limit_ != 0 && items_.size() >= limit_; }
  bool is_closed() const { return is_closed_; }

  /// Call when an item that was taken from the queue has been dealt with.
  void task_done() {
    if (unfinished_ == 0) throw std::logic_error("task_done() was called more often than items were put");
    dealt_with(1);
  }
  /// Waits until every item that was put has been dealt with.
  Join join() { return Join(*this); }

 private:
  void accept(T&& item) {
    ++unfinished_;
    hand_over(std::move(item));
  }
  void hand_over(T&& item) {
    if (Get* const getter = getters_.pop_front()) {
      getter->item_.emplace(std::move(item));
      getter->wake();
    } else {
      items_.put(std::move(item));
    }
  }
  void dealt_with(std::size_t items) {
    unfinished_ -= items;
    if (unfinished_ > 0) return;
    while (Join* const joiner = joiners_.pop_front()) joiner->wake();
  }
  void give_back(T&& item) {
    if (!getters_.is_empty()) {
      hand_over(std::move(item));
    } else {
      items_.put_back(std::move(item));
    }
  }

  const std::size_t limit_;
  bool is_closed_ = false;
  std::size_t unfinished_ = 0;
  Order items_;
  List<Get> getters_;
  List<Put> putters_;
  List<Join> joiners_;
};

template <class T, class Order>
class [[nodiscard]] Queue<T, Order>::Get final : public Parked {
 public:
  explicit Get(Queue& queue) : queue_(queue) {}
  ~Get() override {
    if (was_woken() && item_) queue_.give_back(std::move(*item_));
  }
  bool await_ready() {
    item_ = queue_.get_nowait();
    return item_ || queue_.is_closed_;
  }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    queue_.getters_.push_back(*this);
    return true;
  }
  std::optional<T> await_resume() {
    settle();
    return std::move(item_);
  }
  std::string what() const override { return "queue.get"; }

 private:
  friend class Queue;
  Queue& queue_;
  std::optional<T> item_;
};

template <class T, class Order>
class [[nodiscard]] Queue<T, Order>::Put final : public Parked {
 public:
  Put(Queue& queue, T item) : queue_(queue), item_(std::move(item)) {}
  bool await_ready() {
    if (queue_.is_closed_) {
      refused_ = true;
      return true;
    }
    return queue_.put_nowait(std::move(item_));
  }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    queue_.putters_.push_back(*this);
    return true;
  }
  void await_resume() {
    settle();
    if (refused_) throw QueueClosed();
  }
  std::string what() const override { return "queue.put"; }

 private:
  friend class Queue;
  Queue& queue_;
  T item_;
  bool refused_ = false;
};

template <class T, class Order>
class [[nodiscard]] Queue<T, Order>::Join final : public Parked {
 public:
  explicit Join(Queue& queue) : queue_(queue) {}
  bool await_ready() const { return queue_.unfinished_ == 0; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    queue_.joiners_.push_back(*this);
    return true;
  }
  void await_resume() { settle(); }
  std::string what() const override { return "queue.join"; }

 private:
  Queue& queue_;
};

/// A Queue that gives the newest item first.
template <class T>
using LifoQueue = Queue<T, LifoOrder<T>>;

/// A Queue that gives the smallest item first, as heapq does. An item that was handed to a waiting getter
/// stays with it, even if a smaller one is put before it resumes.
template <class T, class Before = std::less<T>>
using PriorityQueue = Queue<T, PriorityOrder<T, Before>>;

}  // namespace trawl::aio
