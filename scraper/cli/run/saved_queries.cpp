#include "scraper/cli/run/saved_queries.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

constexpr std::size_t kLongestName = 64;

bool is_name(const std::string& name) {
  const auto fits = [](char c) { return text::is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  return !name.empty() && name.size() <= kLongestName && text::is_alphanumeric(name[0]) &&
         std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

SavedQueries::SavedQueries() {
  const auto folder = user_config_folder();
  if (!folder)
    throw UsageError("there is no folder for saved queries; HOME or XDG_CONFIG_HOME names the one above it");
  folder_ = *folder / "queries";
}

std::vector<std::string> SavedQueries::names() const {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, none)) {
    if (entry.path().extension() == ".sql" && is_name(entry.path().stem()))
      names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string SavedQueries::sql_of(const std::string& name) const {
  const auto file = file_of(name);
  if (std::error_code none; !std::filesystem::exists(file, none)) {
    const auto known = names();
    const std::vector<std::string_view> views(known.begin(), known.end());
    throw UsageError(fmt::format("there is no saved query '{}'{}; {}", name, did_you_mean(name, views),
                                 known.empty() ? "none is saved yet: --save NAME does it"
                                               : "trawl query --list names those there are"));
  }
  try {
    return text_of_file(file);
  } catch (const std::system_error& error) {
    throw UsageError(error.what());
  }
}

void SavedQueries::save(const std::string& name, const std::string& sql) const {
  const auto file = file_of(name);
  const std::string new_file = fmt::format("{}.{}", file.string(), getpid());
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  std::ofstream out(new_file, std::ios::binary);
  out << sql << (sql.ends_with('\n') ? "" : "\n");
  out.close();
  const int reason = errno;
  if (out) {
    std::filesystem::rename(new_file, file, error);
    if (!error) return;
  }
  std::filesystem::remove(new_file, error);
  throw UsageError(fmt::format("cannot write {}: {}", file.string(), std::strerror(reason)));
}

std::filesystem::path SavedQueries::file_of(const std::string& name) const {
  if (!is_name(name))
    throw UsageError(fmt::format(
        "'{}' is no name for a query: letters, digits, '-', '_' and '.', {} at most, a letter or digit first",
        name, kLongestName));
  return folder_ / (name + ".sql");
}

}  // namespace trawl::cli
