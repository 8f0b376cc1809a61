#include "scraper/crawl/start_order.hpp"

#include <algorithm>

#include "fetch/address/ip_address.hpp"
#include "fetch/address/special_use.hpp"

namespace trawl::crawl {

void StartOrder::set_address_limit(int most) {
  if (!is_on(Shared::address) || most <= 0) return;
  SharedLimit& addresses = limit(Shared::address);
  addresses.set_most(most);
  for (const std::string& group : addresses.groups()) call(Shared::address, group);
}

void StartOrder::put(Turn& turn, std::optional<double> start) {
  take_out(turn);
  turn.start = start;
  if (!start) return;
  turn.order = next_order_++;
  turn.is_listed_silent = !turn.is_given_up() && !turn.schedule.answers();
  starts_with(turn).emplace(*start, turn.order, &turn);
}

void StartOrder::take_out(Turn& turn) {
  if (!turn.start) return;
  const Start start(*turn.start, turn.order, &turn);
  turn.start.reset();
  if (turn.waits_for) {
    limit(*turn.waits_for).stop_waiting(turn.group(*turn.waits_for), start, turn.is_listed_silent);
    turn.waits_for.reset();
  } else {
    starts_with(turn).erase(start);
    call_instead(turn);
  }
}

const Start* StartOrder::first(const Slots& slots, std::optional<double> now) const {
  const Start* const answering = starts_.empty() ? nullptr : &*starts_.begin();
  const bool may_be_silent = !silent_starts_.empty() && slots.has_room_for_silent();
  const Start* const silent = may_be_silent ? &*silent_starts_.begin() : nullptr;
  if (answering == nullptr || silent == nullptr) return answering != nullptr ? answering : silent;
  if (now && std::get<double>(*answering) <= *now && slots.prefers_answering()) return answering;
  return std::min(answering, silent, [](const Start* a, const Start* b) { return *a < *b; });
}

const Start* StartOrder::first_of_all() const {
  const Start* const answering = starts_.empty() ? nullptr : &*starts_.begin();
  const Start* const silent = silent_starts_.empty() ? nullptr : &*silent_starts_.begin();
  if (answering == nullptr || silent == nullptr) return answering != nullptr ? answering : silent;
  return *answering < *silent ? answering : silent;
}

std::optional<Shared> StartOrder::full_limit(const Turn& turn) const {
  if (turn.is_given_up()) return std::nullopt;
  for (const Shared shared : kShared)
    if (limits_[static_cast<std::size_t>(shared)].is_full(turn.group(shared))) return shared;
  return std::nullopt;
}

void StartOrder::let_wait(Turn& turn, Shared shared) {
  const Start start(*turn.start, turn.order, &turn);
  starts_with(turn).erase(start);
  limit(shared).wait(turn.group(shared), start, turn.is_listed_silent);
  turn.waits_for = shared;
  call_instead(turn);
}

/// The host has left the lists.
void StartOrder::call_instead(const Turn& turn) {
  for (const Shared shared : kShared) {
    limit(shared).left(turn.group(shared), turn);
    call(shared, turn.group(shared));
  }
}

/// Puts hosts that wait for the limit back into the lists if there is room again.
void StartOrder::call(Shared shared, const std::string& group) {
  for (const bool is_silent : {false, true}) {
    Turn* const next = limit(shared).call(group, is_silent);
    if (next == nullptr) continue;
    next->waits_for.reset();
    starts_with(*next).emplace(*next->start, next->order, next);
  }
}

void StartOrder::add_fetches(Turn& turn, int fetches) {
  for (const Shared shared : kShared) {
    limit(shared).add(turn.group(shared), fetches);
    if (fetches < 0) call(shared, turn.group(shared));
  }
}

void StartOrder::set_address(Turn& turn, std::string_view ip) {
  std::string& group = turn.group(Shared::address);
  if (!is_on(Shared::address) || ip == group) return;
  const auto parsed = fetch::IpAddress::parse(ip);
  std::string address = parsed ? fetch::without_embedding(*parsed).text() : std::string(ip);
  if (address == group) return;
  const int fetches = turn.schedule.in_flight();
  limit(Shared::address).add(group, -fetches);
  call(Shared::address, group);
  group = std::move(address);
  limit(Shared::address).add(group, fetches);
}

}  // namespace trawl::crawl
