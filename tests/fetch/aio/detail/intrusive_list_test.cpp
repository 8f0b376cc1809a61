#include "fetch/aio/detail/intrusive_list.hpp"

#include <optional>
#include <string>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

struct Item final : aio::Link {
  explicit Item(char item_name) : name(item_name) {}
  char name;
};

std::string names(const aio::List<Item>& list) {
  std::string all;
  for (const Item* item = list.front(); item != nullptr; item = list.next(*item)) all += item->name;
  return all;
}

}  // namespace

TEST_CASE("a list gives its items back in the order they came") {
  aio::List<Item> list;
  Item a('a'), b('b'), c('c');
  CHECK(list.pop_front() == nullptr);
  for (Item* item : {&a, &b, &c}) list.push_back(*item);
  CHECK(names(list) == "abc");
  CHECK(list.pop_front() == &a);
  CHECK_FALSE(a.is_linked());
  CHECK(names(list) == "bc");
}

TEST_CASE(
    "an item leaves the list it is in when it is unlinked, pushed elsewhere, pushed again or destroyed") {
  aio::List<Item> list, other;
  Item a('a'), b('b');
  std::optional<Item> c('c');
  for (Item* item : {&a, &b, &*c}) list.push_back(*item);
  b.unlink();
  b.unlink();
  CHECK(names(list) == "ac");
  other.push_back(a);
  CHECK(names(list) == "c");
  list.push_back(b);
  list.push_back(*c);
  CHECK(names(list) == "bc");
  c.reset();
  CHECK(names(list) == "b");
  CHECK(names(other) == "a");
}

TEST_CASE("take_all appends another list and leaves it empty and usable") {
  aio::List<Item> list, other;
  Item a('a'), b('b'), c('c'), d('d');
  list.push_back(a);
  list.take_all(other);
  CHECK(names(list) == "a");
  other.push_back(b);
  other.push_back(c);
  list.take_all(other);
  CHECK(names(list) == "abc");
  CHECK(other.is_empty());
  other.push_back(d);
  CHECK(names(other) == "d");
}

TEST_CASE("a destroyed list unlinks its items") {
  Item a('a'), b('b');
  {
    aio::List<Item> list;
    list.push_back(a);
    list.push_back(b);
  }
  CHECK_FALSE(a.is_linked());
  CHECK_FALSE(b.is_linked());
}
