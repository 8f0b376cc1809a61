#include "scraper/cli/commands/doctor.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fetch/address/system_lookup.hpp"
#include "fetch/aio/run.hpp"
#include "fetch/curl_handle.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Prints one line per check: 'ok', 'warning' (trawl works, but …) or 'problem'. The exit code is 1 if there is a
problem.

Example:
  trawl doctor
)";

enum class Health { ok, warning, problem };

struct Finding {
  Health health;
  std::string text;
};

std::string_view name_of(Health health) {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::warning:
      return "warning";
    case Health::problem:
      return "problem";
  }
  return "";
}

Finding libraries() {
  return {Health::ok, fmt::format("{} SQLite/{}", fetch::curl_version_text(), storage::sqlite_version())};
}

/// Servers could exploit the libbrotli that Debian 12 first shipped; the fix kept the upstream version.
Finding brotli() {
  std::ifstream status("/var/lib/dpkg/status");
  const auto version = package_version(status, "libbrotli1");
  if (!version) return {Health::ok, "libbrotli: not a Debian package, so its fixes were not checked"};
  const bool is_unfixed = version->starts_with("1.0.9-2") && version->find("+deb12u") == std::string::npos;
  if (!is_unfixed) return {Health::ok, fmt::format("libbrotli {}", *version)};
  return {Health::warning,
          fmt::format("libbrotli {}: servers can exploit it; run apt-get install --only-upgrade libbrotli1",
                      *version)};
}

Finding certificates() {
  const std::string file = fetch::ConnectionPolicy().ca_file;
  std::error_code none;
  if (std::filesystem::file_size(file, none) > 0 && !none)
    return {Health::ok, fmt::format("certificates in {}", file)};
  return {Health::problem,
          fmt::format("no certificates in {}: https will fail; install ca-certificates", file)};
}

aio::Coroutine<fetch::NameAnswer> look_up(std::string host) {
  const auto lookup = fetch::system_lookup();
  auto asked = lookup->look_up(std::move(host));
  co_return co_await std::move(asked);
}

Finding localhost() {
  const fetch::NameAnswer answer = aio::run(look_up("localhost"));
  if (answer.addresses.empty()) return {Health::warning, answer.failure};
  return {Health::ok, fmt::format("localhost is {}", fmt::join(answer.addresses, ", "))};
}

Finding name_servers() {
  std::ifstream in("/etc/resolv.conf");
  std::string line;
  int servers = 0;
  while (std::getline(in, line)) servers += line.starts_with("nameserver") ? 1 : 0;
  if (servers == 0)
    return {Health::warning, "/etc/resolv.conf has no name server: try --resolver system, or a proxy"};
  return {Health::ok, fmt::format("{} name servers in /etc/resolv.conf", servers)};
}

Finding folder() {
  std::error_code none;
  const std::string here = std::filesystem::current_path(none).string();
  if (access(".", W_OK) == 0) return {Health::ok, fmt::format("{} is writable", here)};
  return {Health::problem, fmt::format("{} is not writable: choose the crawl file with -o", here)};
}

Finding open_files() {
  constexpr rlim_t kEnough = 1'024;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= kEnough) return {Health::ok, fmt::format("{} open files allowed", limit.rlim_cur)};
  return {Health::warning,
          fmt::format("only {} open files allowed: raise the limit with ulimit -n, or keep --concurrency low",
                      limit.rlim_cur)};
}

/// Misspelt variables are said on stderr, as by every command that reads them.
Finding settings() {
  try {
    settings_of_new_crawl(Arguments());
    const auto file = user_config_file();
    return {Health::ok, file ? fmt::format("settings in {}", *file) : "no config.yaml: the defaults apply"};
  } catch (const std::exception& error) {
    return {Health::problem, error.what()};
  }
}

ExitCode run(const Arguments&) {
  ExitCode code = ExitCode::done;
  for (const auto check :
       {libraries, brotli, certificates, localhost, name_servers, folder, open_files, settings}) {
    const Finding finding = check();
    std::cout << fmt::format("{:<8} {}\n", name_of(finding.health), text::printable(finding.text));
    if (finding.health == Health::problem) code = ExitCode::failed;
  }
  return code;
}

}  // namespace

std::optional<std::string> package_version(std::istream& status, std::string_view package) {
  constexpr std::string_view kVersion = "Version: ";
  const std::string wanted = "Package: " + std::string(package);
  bool is_wanted = false;
  std::string line;
  while (std::getline(status, line)) {
    if (line.empty()) is_wanted = false;
    if (line == wanted) is_wanted = true;
    if (is_wanted && line.starts_with(kVersion)) return line.substr(kVersion.size());
  }
  return std::nullopt;
}

Command doctor_command() {
  Command command;
  command.name = "doctor";
  command.summary = "check whether this machine has what a crawl needs";
  command.notes = kNotes;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
