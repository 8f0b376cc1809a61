#pragma once

namespace trawl::aio {

/// The base of what may be in one List at a time. Unlinking or destroying it takes it out of its list in
/// constant time.
class Link {
 public:
  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  bool is_linked() const { return next_ != nullptr; }
  void unlink() noexcept {
    if (next_ == nullptr) return;
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = nullptr;
  }

 protected:
  ~Link() { unlink(); }

 private:
  template <class T>
  friend class List;

  Link* prev_ = nullptr;
  Link* next_ = nullptr;
};

/// A doubly linked list of objects that live elsewhere: it owns nothing and allocates nothing.
/// Invariant: an item that is destroyed leaves its list; a list that is destroyed unlinks its items.
template <class T>
class List {
 public:
  List() {
    ends_.prev_ = &ends_;
    ends_.next_ = &ends_;
  }
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() {
    while (!is_empty()) ends_.next_->unlink();
    ends_.prev_ = ends_.next_ = nullptr;
  }

  bool is_empty() const { return ends_.next_ == &ends_; }
  T* front() const { return is_empty() ? nullptr : static_cast<T*>(ends_.next_); }
  T* next(const T& item) const {
    Link* following = static_cast<const Link&>(item).next_;
    return following == &ends_ ? nullptr : static_cast<T*>(following);
  }
  T* pop_front() {
    T* item = front();
    if (item != nullptr) item->unlink();
    return item;
  }
  void push_back(T& item) { insert_before(ends_, item); }

  /// Moves all items of `other` to the end of this list.
  void take_all(List& other) {
    if (other.is_empty()) return;
    Link* first = other.ends_.next_;
    Link* last = other.ends_.prev_;
    other.ends_.next_ = other.ends_.prev_ = &other.ends_;
    first->prev_ = ends_.prev_;
    ends_.prev_->next_ = first;
    last->next_ = &ends_;
    ends_.prev_ = last;
  }

 private:
  static void insert_before(Link& place, Link& item) {
    item.unlink();
    item.prev_ = place.prev_;
    item.next_ = &place;
    place.prev_->next_ = &item;
    place.prev_ = &item;
  }

  struct Ends : Link {};
  Ends ends_;  // closes the circle: the first follows it, the last precedes it
};

}  // namespace trawl::aio
