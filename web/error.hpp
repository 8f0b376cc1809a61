#pragma once
#include <stdexcept>

namespace trawl::web {

/// The UI cannot be offered as asked: port in use, address not ours, no password. The message is for people.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace trawl::web
