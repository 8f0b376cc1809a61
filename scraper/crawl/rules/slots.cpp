#include "scraper/crawl/rules/slots.hpp"

namespace trawl::crawl {

Slot Slots::begin(bool answers) {
  if (answers) {
    ++answering_;
    return Slot::answering;
  }
  ++silent_;
  return Slot::silent;
}

bool Slots::lend(Slot& slot) {
  if (slot != Slot::silent || lent_ == lendable_) return false;
  slot = Slot::lent;
  --silent_;
  ++lent_;
  return true;
}

void Slots::end(Slot& slot) {
  if (slot == Slot::answering) --answering_;
  if (slot == Slot::silent) --silent_;
  if (slot == Slot::lent) --lent_;
  slot = Slot::none;
}

}  // namespace trawl::crawl
