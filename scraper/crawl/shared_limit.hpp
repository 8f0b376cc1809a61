#pragma once
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace trawl::crawl {

struct Turn;

/// From when on a host may be asked, in epoch seconds; its place among those with equal times; the host.
using Start = std::tuple<double, std::uint64_t, Turn*>;

/// Bounds how many fetches are under way at once at hosts that have something in common, their group: an
/// address, or a domain. Hosts that could be asked but for the bound wait here, in the order of their starts.
///
/// When a group has room again, the first of its waiting hosts is called: the caller puts it back among those
/// that may be asked, and says when it has left these, so that another is called. Hosts that answer and hosts
/// that are silent wait apart, since a silent one may have to wait for something else.
///
/// Invariant: while a group has room and a host of one sort waits in it, a host of that sort is called.
class SharedLimit {
 public:
  /// `most` fetches for each group; 0: no limit. Requires: most >= 0.
  explicit SharedLimit(int most) : most_(most) {}

  bool is_on() const { return most_ > 0; }
  /// Changes the bound. Requires: is_on(), most > 0; call() follows for each group of groups().
  void set_most(int most) { most_ = most; }
  /// Those with fetches under way or waiting hosts.
  std::vector<std::string> groups() const;
  /// The group "" is that of hosts of which nothing is known: it is never full.
  bool is_full(const std::string& group) const;
  /// So many fetches more are under way, or fewer.
  void add(const std::string& group, int fetches);

  /// Requires: the group is full.
  void wait(const std::string& group, const Start& start, bool is_silent);
  /// Requires: the host waits there.
  void stop_waiting(const std::string& group, const Start& start, bool is_silent);
  /// The next host of that sort to be called, which waits no more; null when there is none.
  Turn* call(const std::string& group, bool is_silent);
  /// The host is no more among those that may be asked. Call it whether it had been called or not.
  void left(const std::string& group, const Turn& turn);

 private:
  struct Group {
    int fetches = 0;
    std::array<std::set<Start>, 2> waiting;  // those that answer, those that are silent
    std::array<Turn*, 2> called{};
  };
  using Groups = std::unordered_map<std::string, Group>;
  void erase_if_idle(Groups::iterator group);

  int most_;
  Groups groups_;  // those with fetches under way or waiting hosts
};

}  // namespace trawl::crawl
