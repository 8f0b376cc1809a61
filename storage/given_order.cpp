#include "storage/given_order.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/random.h>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/file/order_box.hpp"
#include "storage/file/schema.hpp"
#include "storage/store.hpp"

namespace trawl::storage {
namespace {

using Clock = std::chrono::steady_clock;

/// How often the file is looked at.
constexpr std::chrono::milliseconds kLook{30};

bool is_for_the_file(OrderAction action) {
  return action == OrderAction::drop || action == OrderAction::requeue || action == OrderAction::prioritize;
}

std::optional<StoredOrder> performed(const std::filesystem::path& file, const std::string& token) {
  Connection connection = open_for_reading(file);
  return stored_order(connection, std::string_view(token));
}

/// Performs it on a file on which no crawl runs. Throws kind locked if one does after all.
GivenOrder perform_here(const std::filesystem::path& file, const Order& order, const QueryExtras& extras) {
  GivenOrder given;
  Store store(file);
  OrderTask task;
  task.order = order;
  task.leased = Leased::waits;
  OrderAction action = order.action;
  if (action == OrderAction::undo) {
    std::int64_t id = 0;
    const std::string number = order.field("order");
    std::from_chars(number.data(), number.data() + number.size(), id);
    UndoTarget target = store.order_to_undo(id);
    task.refusal = target.problem;
    task.undoes = std::move(target.order);
    if (task.undoes) action = order_action_named(task.undoes->action).value_or(action);
  }
  const bool is_known = store.is_performed(order.token);  // by a crawl that has ended since
  if (!is_known && task.refusal.empty() && !is_for_the_file(action)) {
    OrderBox(file).remove_if([&](const std::string& line) { return line.starts_with(order.token + " "); });
    given.fate = GivenOrder::Fate::no_crawl;
    return given;
  }
  given.order = store.perform(task, extras).order;
  given.fate = GivenOrder::Fate::performed;
  return given;
}

}  // namespace

GivenOrder give_order(const std::filesystem::path& file, const Order& order, const QueryExtras& extras,
                      std::chrono::milliseconds patience, Untaken untaken) {
  const std::int64_t version = schema_version(file);  // throws for what is no crawl file
  const OrderBox box(file);
  const auto is_it = [&](const std::string& line) { return line.starts_with(order.token + " "); };
  const Clock::time_point deadline = Clock::now() + patience;
  bool is_posted = false;
  GivenOrder given;
  for (;;) {
    if (!is_locked(file)) {
      try {
        return perform_here(file, order, extras);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::locked) throw;
      }
    }
    if (version < kOrdersSince)
      throw file_error(ErrorKind::locked, file.string(),
                       "the trawl that runs its crawl is older and takes no orders");
    if (!std::exchange(is_posted, true)) box.add(line_of(order));
    auto done = performed(file, order.token);
    const bool is_late = !done && Clock::now() >= deadline;
    if (is_late && untaken == Untaken::is_taken_back) {
      box.remove_if(is_it);
      done = performed(file, order.token);  // just now, perhaps
    }
    if (done) {
      given.fate = GivenOrder::Fate::performed;
      given.order = std::move(*done);
    }
    if (done || is_late) return given;
    std::this_thread::sleep_for(kLook);
  }
}

std::string new_order_token() {
  std::array<unsigned char, 12> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw system_error(errno, "getrandom");
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

}  // namespace trawl::storage
