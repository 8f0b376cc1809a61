#include "tests/support/own_network.hpp"

#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::support {

namespace {

constexpr int kNotPermitted = 77, kFailed = 1;
constexpr const char* kResolvConf = "/etc/resolv.conf";

bool write_to(const char* file, const std::string& text) {
  std::ofstream out(file);
  out << text << std::flush;
  return out.good();
}

ifreq interface_named(const std::string& name) {
  ifreq request{};
  name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  return request;
}

bool bring_up(const std::vector<std::string>& addresses) {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq lo = interface_named("lo");
  bool is_up = ioctl(any, SIOCGIFFLAGS, &lo) == 0;
  lo.ifr_flags = static_cast<short>(lo.ifr_flags | IFF_UP);
  is_up = is_up && ioctl(any, SIOCSIFFLAGS, &lo) == 0;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    ifreq alias = interface_named("lo:" + std::to_string(i + 1));
    auto& address = reinterpret_cast<sockaddr_in&>(alias.ifr_addr);
    address.sin_family = AF_INET;
    inet_pton(AF_INET, addresses[i].c_str(), &address.sin_addr);
    is_up = is_up && ioctl(any, SIOCSIFADDR, &alias) == 0;
  }
  close(any);
  return is_up;
}

/// Only this process and its children see the change.
bool ask_names_of_this_machine() {
  char file[] = "/tmp/trawl-resolv-XXXXXX";
  const int descriptor = mkstemp(file);
  if (descriptor < 0) return false;
  close(descriptor);
  const bool is_done = write_to(file, "nameserver 127.0.0.1\n") &&
                       mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                       mount(file, kResolvConf, nullptr, MS_BIND, nullptr) == 0;
  unlink(file);
  return is_done;
}

bool enter(const std::vector<std::string>& addresses) {
  const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
  return unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) == 0 &&
         write_to("/proc/self/setgroups", "deny") && write_to("/proc/self/uid_map", "0 " + user + " 1") &&
         write_to("/proc/self/gid_map", "0 " + group + " 1") && bring_up(addresses) &&
         ask_names_of_this_machine();
}

int run_child(const std::vector<std::string>& addresses, const std::function<std::string()>& work, int out) {
  if (!enter(addresses)) return kNotPermitted;
  try {
    const std::string text = work();
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t count = write(out, text.data() + sent, text.size() - sent);
      if (count <= 0) return kFailed;
      sent += static_cast<std::size_t>(count);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "in the network of its own: %s\n", error.what());
    return kFailed;
  }
  return 0;
}

}  // namespace

std::optional<std::string> in_own_network(const std::vector<std::string>& addresses,
                                          const std::function<std::string()>& work) {
  int pipe[2];
  if (pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) _exit(run_child(addresses, work, pipe[1]));
  close(pipe[1]);
  std::string text;
  char piece[4'096];
  for (ssize_t count; (count = read(pipe[0], piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<std::size_t>(count));
  close(pipe[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotPermitted) {
    std::puts("SKIPPED: the kernel does not permit a network namespace");
    return std::nullopt;
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("the child failed");
  return text;
}

}  // namespace trawl::support
