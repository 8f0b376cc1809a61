#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "fetch/aio/queue.hpp"

namespace trawl::aio {

/// The item that goes before all others first, equal ones in the order they came.
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
    Entry(T&& of_item, std::uint64_t of_order) : item(std::move(of_item)), order(of_order) {}
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

/// A Queue that gives the smallest item first, as heapq does; an item handed to a getter that waited is its
/// own, whatever is put before it runs.
template <class T, class Before = std::less<T>>
using PriorityQueue = Queue<T, PriorityOrder<T, Before>>;

}  // namespace trawl::aio
