#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace trawl::cli {

/// Queries that a person has named: files NAME.sql in a folder of the user, not rows of a crawl file, since a
/// crawl file may be read-only, or a crawl may be writing to it, and a question is one for every file.
/// Its functions throw UsageError for a name that is none, and for what cannot be read or written.
class SavedQueries {
 public:
  /// In the folder "queries" of user_config_folder(), which need not exist.
  SavedQueries();

  /// In the order of the alphabet.
  std::vector<std::string> names() const;
  std::string sql_of(const std::string& name) const;
  /// Replaces one of that name.
  void save(const std::string& name, const std::string& sql) const;
  std::filesystem::path file_of(const std::string& name) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace trawl::cli
