#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/slots.hpp"
#include "scraper/crawl/shared_limit.hpp"
#include "scraper/crawl/turn.hpp"

namespace trawl::crawl {

/// The hosts that may be asked, in the order of their times, as far as the limits allow that they share.
///
/// Invariant: a host that was put here is in starts_, or in silent_starts_ while it does not answer, once;
/// or it waits at a limit, since it may be asked but for that. Among hosts with equal times, the one that
/// was put here first comes first.
class StartOrder {
 public:
  /// Requires: `options` outlives this.
  explicit StartOrder(const Options& options)
      : limits_{SharedLimit(options.network.proxy ? 0 : options.most_per_address()),
                SharedLimit(options.per_domain)} {}

  bool is_on(Shared shared) const { return limits_[static_cast<std::size_t>(shared)].is_on(); }

  /// Changes how many fetches the hosts of one address may have, if there is a limit at all.
  void set_address_limit(int most);

  /// Puts the host here, or to another place, with the time from which it may be asked; none: nowhere.
  void put(Turn& turn, std::optional<double> start);
  void take_out(Turn& turn);
  /// The next of the hosts that may be asked, whatever the limits say and whenever that is. `now`: to see
  /// which of them is due.
  const Start* first(const Slots& slots, std::optional<double> now) const;
  /// The same of all hosts, also of silent ones that have no slot.
  const Start* first_of_all() const;
  /// The limit that keeps the host from being asked now.
  std::optional<Shared> full_limit(const Turn& turn) const;
  /// Lets the host wait at that limit. Requires: it is full, and the host waits at none.
  void let_wait(Turn& turn, Shared shared);

  /// So many fetches more of the host are under way, or fewer.
  void add_fetches(Turn& turn, int fetches);
  /// The host is at this address, with all its fetches. Requires: it has no place here.
  void set_address(Turn& turn, std::string_view ip);

 private:
  SharedLimit& limit(Shared shared) { return limits_[static_cast<std::size_t>(shared)]; }
  std::set<Start>& starts_with(const Turn& turn) { return turn.is_listed_silent ? silent_starts_ : starts_; }
  void call_instead(const Turn& turn);
  void call(Shared shared, const std::string& group);

  std::array<SharedLimit, kShared.size()> limits_;
  std::set<Start> starts_, silent_starts_;
  std::uint64_t next_order_ = 0;
};

}  // namespace trawl::crawl
