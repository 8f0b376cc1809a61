#include "scraper/crawl/suspects.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fetch/aio/sleep.hpp"

namespace trawl::crawl {

namespace {

using State = fetch::Doubt::State;

/// How long the frontier waits before it asks again for visits that are being taken back.
constexpr std::chrono::milliseconds kLookAgain{1};

bool is_confirmed(const Suspect& suspect) {
  return suspect.doubt->state() == State::confirmed;
}

}  // namespace

void Suspects::add(Suspect suspect) {
  if (connections_.confirmed() > confirmed_doubts_) look_.set();
  if (!suspect.doubt) return;
  if (is_confirmed(suspect)) look_.set();
  suspects_.push_back(std::move(suspect));
  if (suspects_.size() < sweep_at_) return;
  forget_cleared();
  sweep_at_ = std::max(sweep_at_, 2 * suspects_.size());
}

void Suspects::forget_cleared() {
  std::erase_if(suspects_, [](const Suspect& one) { return one.doubt->state() == State::cleared; });
}

bool Suspects::has_confirmed() const {
  return std::any_of(suspects_.begin(), suspects_.end(), is_confirmed);
}

std::vector<Suspect> Suspects::take_confirmed() {
  forget_cleared();
  std::vector<Suspect> confirmed;
  std::copy_if(suspects_.begin(), suspects_.end(), std::back_inserter(confirmed), is_confirmed);
  std::erase_if(suspects_, is_confirmed);
  for (const Suspect& one : confirmed) certain_.insert(one.url_id);
  confirmed_doubts_ = connections_.confirmed();
  return confirmed;
}

std::optional<aio::TimePoint> Suspects::when_settled() {
  auto next = connections_.settle();
  if (!has_confirmed()) return next;
  look_.set();
  next = loop_.time() + kLookAgain;
  return next;
}

aio::Coroutine<void> Suspects::watch() {
  for (bool is_last = false; !is_last;) {
    co_await look_.wait();
    look_.clear();
    is_last = are_settled_;
    auto confirmed = take_confirmed();
    co_await withdraw(std::move(confirmed));
  }
}

aio::Coroutine<void> Suspects::withdraw(std::vector<Suspect> confirmed) {
  for (const Suspect& one : confirmed) {
    frontier_.withdrawn(one.host_id, one.is_page);
    writer_.note("warning", "stray answer",
                 "the server had sent bytes that nobody asked for, which were read as this page: asked again",
                 one.url_id, one.host_id);
    auto withdrawal = read_withdrawal(one.url_id, one.host_id);
    co_await writer_.put(std::move(withdrawal));
  }
}

aio::Coroutine<void> Suspects::settle() {
  while (const auto next = connections_.settle()) co_await aio::sleep(*next - loop_.time());
  are_settled_ = true;
  look_.set();
}

}  // namespace trawl::crawl
