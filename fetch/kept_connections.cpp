#include "fetch/kept_connections.hpp"

#include <algorithm>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trawl::fetch {
namespace {

/// Over TLS, records that carry no answer (a late session ticket) look like stray bytes; so one or two of
/// them cost the connection, but not the origin's name.
constexpr int kStraysOfLiarInTls = 3;
/// More sockets are not watched at once.
constexpr std::size_t kMostWatched = 32;

int local_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  // The port stands at the same place for both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

bool KeptConnections::Origin::is_liar() const {
  return strays >= (is_tls ? kStraysOfLiarInTls : 1);
}

KeptConnections::~KeptConnections() {
  for (const auto& connection : watched_)
    if (connection->socket >= 0) ::close(connection->socket);
}

bool KeptConnections::needs_new(const std::string& origin) {
  let_go_of_rested();
  const auto found = origins_.find(origin);
  if (found == origins_.end() || found->second.is_http2) return false;
  Origin& known = found->second;
  const auto rests = [](const Connection* one) { return !one->is_busy && !one->ends.empty(); };
  bool some_rests = false, some_is_silent = false;
  const aio::Duration rest = may_doubt_ ? kShortRest : kRest;
  if (known.unproven == 0 || !may_doubt_) {
    for (Connection* const one : known.connections) {
      if (!rests(one)) continue;
      some_rests = true;
      if (look_at(*one) == Leftover::nothing && has_rested(*one, rest)) some_is_silent = true;
    }
  }
  if (known.is_liar()) return true;
  return some_rests && !some_is_silent;
}

void KeptConnections::opened(int socket, const std::string& origin) {
  const auto [entry, is_new] = origins_.try_emplace(origin);
  Origin& known = entry->second;
  if (is_new) {
    known.name = origin;
    known.is_tls = origin.starts_with("https:");
  }
  auto connection = std::make_unique<Connection>(known, socket);
  known.connections.push_back(connection.get());
  open_.insert_or_assign(socket, std::move(connection));
}

KeptConnections::Connection* KeptConnections::find(const Ends& ends, const std::vector<int>& own) {
  for (const int socket : own) {
    const auto found = open_.find(socket);
    if (found == open_.end() || !found->second->ends.empty() || local_port(socket) != ends.local_port)
      continue;
    found->second->ends = ends.text;
    by_ends_.insert_or_assign(ends.text, found->second.get());
    return found->second.get();
  }
  const auto known = by_ends_.find(ends.text);
  return known == by_ends_.end() ? nullptr : known->second;
}

KeptConnections::Use KeptConnections::use(const Ends& ends, const std::vector<int>& own) {
  Use use;
  Connection* const connection = find(ends, own);
  if (connection == nullptr) return use;
  const Origin& origin = connection->origin;
  const bool is_first = connection->resting_since == aio::TimePoint();
  if (!is_first && !origin.is_http2) {
    const bool is_silent = !connection->has_lost_bytes && look_at(*connection) == Leftover::nothing;
    const bool is_proven = has_rested(*connection);
    use.may_begin = is_silent && !origin.is_liar() && (is_proven || may_doubt_);
    if (use.may_begin && may_doubt_) use.doubt = connection->current = std::make_shared<Doubt>();
    use.is_last = connection->doubts.size() + 1 >= std::max(origin.unproven, kFewUnproven);
  }
  if (origin.is_liar()) use.is_last = true;
  connection->is_last = use.is_last;
  connection->is_busy = true;
  return use;
}

void KeptConnections::hold_back(const Ends& ends) {
  const auto found = by_ends_.find(ends.text);
  if (found == by_ends_.end() || !found->second->origin.is_tls) return;
  const int on = 1;  // for up to 200 ms (tcp(7)), or until the socket is closed
  static_assert(kRest < std::chrono::milliseconds(200));
  setsockopt(found->second->socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

void KeptConnections::ended(const Ends& ends, End how, bool is_http2) {
  const auto found = by_ends_.find(ends.text);
  if (found == by_ends_.end()) return;
  Connection& connection = *found->second;
  connection.origin.is_http2 = connection.origin.is_http2 || is_http2;
  auto doubt = std::exchange(connection.current, nullptr);
  // The server may have closed without an answer to the request before, which got stray bytes for one.
  if (how == End::reset && !connection.doubts.empty()) confirm(*connection.doubts.back());
  if (doubt) connection.doubts.push_back(std::move(doubt));
  // What is left over of an answer that has not ended says nothing.
  if (how == End::reset || how == End::cut) return let_go_of(connection);
  if (how == End::excess) {
    connection.has_lost_bytes = true;
    blame(connection);
  }
  if (connection.origin.is_liar()) confirm_all(connection);
  connection.is_busy = false;
  connection.resting_since = loop_.time();
}

void KeptConnections::close(int socket) {
  const auto found = open_.find(socket);
  if (found == open_.end()) {
    ::close(socket);
    return;
  }
  std::unique_ptr<Connection> connection = std::move(found->second);
  open_.erase(found);
  const Origin& origin = connection->origin;
  const bool is_of_interest = !connection->ends.empty() && !origin.is_http2 && !origin.is_liar() &&
                              (connection->is_busy || !connection->doubts.empty() || origin.unproven == 0);
  // What can come over a connection that is closed in the middle of a transfer says nothing.
  const bool is_watched = is_of_interest && (!connection->is_busy || connection->is_last);
  if (!is_watched) ::close(std::exchange(connection->socket, -1));
  if (!is_of_interest) return forget(*connection);
  if (connection->is_busy) connection->resting_since = loop_.time();
  watched_.push_back(std::move(connection));
  if (watched_.size() > kMostWatched) let_go_of(least_watched());
}

/// Those closed first come to their end first, so the newest without an answer in doubt is given up; the
/// oldest if there is none.
const KeptConnections::Connection& KeptConnections::least_watched() const {
  const auto is_free = [](const auto& one) { return !one->is_busy && one->doubts.empty(); };
  const auto found = std::find_if(watched_.rbegin(), watched_.rend(), is_free);
  return found == watched_.rend() ? *watched_.front() : **found;
}

bool KeptConnections::has_rested(const Connection& connection, aio::Duration time) const {
  return loop_.time() - connection.resting_since >= time;
}

/// Looks at a connection on which nobody waits for an answer, and judges its doubts and its origin by it.
Leftover KeptConnections::look_at(Connection& connection) {
  Origin& origin = connection.origin;
  const Leftover left = leftover_on(connection.socket, origin.is_tls);
  const bool is_early = !has_rested(connection);
  if (left == Leftover::nothing && is_early) return left;
  if (left == Leftover::stray) {
    blame(connection);
    return left;
  }
  const auto doubts = std::exchange(connection.doubts, {});
  if (left == Leftover::farewell) {
    if (is_early && !doubts.empty()) confirm(*doubts.back());
  } else {
    origin.proven += static_cast<std::int64_t>(doubts.size()) + 1;
    origin.unproven = std::clamp(4 * doubts.size(), std::max(origin.unproven, kFewUnproven), kMostUnproven);
  }
  for (const auto& doubt : doubts) doubt->clear();
  return left;
}

/// There was something that nobody had asked for.
void KeptConnections::blame(Connection& connection) {
  Origin& origin = connection.origin;
  ++origin.strays;
  origin.unproven = 0;
  confirm_all(connection);
  if (!origin.is_liar()) return;
  for (Connection* const other : origin.connections) confirm_all(*other);
}

void KeptConnections::confirm_all(Connection& connection) {
  for (const auto& doubt : std::exchange(connection.doubts, {})) confirm(*doubt);
}

void KeptConnections::confirm(Doubt& doubt) {
  if (doubt.state() != Doubt::State::open) return;
  doubt.confirm();
  ++confirmed_;
}

void KeptConnections::forget(Connection& connection) {
  by_ends_.erase(connection.ends);
  Origin& origin = connection.origin;
  std::erase(origin.connections, &connection);
  if (connection.current) connection.doubts.push_back(std::move(connection.current));
  if (origin.is_liar()) confirm_all(connection);
  for (const auto& doubt : connection.doubts) doubt->clear();
  const bool is_remarkable = origin.strays > 0 || origin.unproven > kFewUnproven;
  if (origin.connections.empty() && !is_remarkable) origins_.erase(std::string(origin.name));
}

void KeptConnections::let_go(Connection& watched) {
  if (!watched.is_busy && watched.socket >= 0) look_at(watched);
  if (watched.socket >= 0) ::close(watched.socket);
  forget(watched);
}

/// Ends the watch over a connection, if there is one.
void KeptConnections::let_go_of(const Connection& watched) {
  const auto is_it = [&](const auto& one) { return one.get() == &watched; };
  const auto found = std::find_if(watched_.begin(), watched_.end(), is_it);
  if (found == watched_.end()) return;
  let_go(**found);
  watched_.erase(found);
}

void KeptConnections::let_go_of_rested() {
  while (!watched_.empty() && has_rested(*watched_.front())) {
    let_go(*watched_.front());
    watched_.pop_front();
  }
}

std::optional<aio::TimePoint> KeptConnections::settle() {
  let_go_of_rested();
  std::optional<aio::TimePoint> next;
  const auto settle_one = [&](Connection& connection) {
    if (connection.is_busy || connection.socket < 0 || connection.doubts.empty()) return;
    if (look_at(connection) != Leftover::nothing || connection.doubts.empty()) return;
    if (connection.origin.proven >= kWellKnown) {
      for (const auto& doubt : std::exchange(connection.doubts, {})) doubt->clear();
      return;
    }
    const aio::TimePoint rested = connection.resting_since + kRest;
    next = std::min(next.value_or(rested), rested);
  };
  for (const auto& [socket, connection] : open_) settle_one(*connection);
  for (const auto& connection : watched_) settle_one(*connection);
  return next;
}

}  // namespace trawl::fetch
