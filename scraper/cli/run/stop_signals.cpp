#include "scraper/cli/run/stop_signals.hpp"

#include <csignal>

namespace trawl::cli {

std::vector<int> stop_signals() {
  std::vector<int> signals{SIGINT, SIGTERM};
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) signals.push_back(SIGHUP);
  return signals;
}

void block_stop_signals() {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : stop_signals()) sigaddset(&blocked, signal);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

}  // namespace trawl::cli
