#pragma once
#include <vector>

#include "fetch/aio/queue.hpp"

namespace trawl::aio {

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

/// A Queue that gives the newest item first.
template <class T>
using LifoQueue = Queue<T, LifoOrder<T>>;

}  // namespace trawl::aio
