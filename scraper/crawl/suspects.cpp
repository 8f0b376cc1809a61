#include "scraper/crawl/suspects.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace trawl::crawl {

namespace {

using State = fetch::Doubt::State;

bool is_confirmed(const Suspect& suspect) {
  return suspect.doubt->state() == State::confirmed;
}

}  // namespace

bool Suspects::add(Suspect suspect) {
  const bool is_known = is_confirmed(suspect);
  suspects_.push_back(std::move(suspect));
  if (suspects_.size() >= sweep_at_) {
    forget_cleared();
    sweep_at_ = std::max(sweep_at_, 2 * suspects_.size());
  }
  return is_known;
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
  return confirmed;
}

}  // namespace trawl::crawl
