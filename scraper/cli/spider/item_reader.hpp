#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scraper/cli/spider/rules_read.hpp"

namespace trawl::cli {

/// Reads entries of 'items' and collects their tables. One table may stand in several entries: their fields
/// add up, and what two of them say of one field, of the key or of the table around it must be the same.
/// Requires: `read` outlives it.
class ItemReader {
 public:
  explicit ItemReader(RulesRead& read) : read_(read) {}

  /// Requires: the form of an entry. Throws ConfigError.
  extract::ItemRule read(const YamlNode& entry);
  /// Gives the rule and those inside it the keys of their tables, which another entry may have named.
  /// Throws ConfigError for a rule without a field of its key. Requires: all entries were read; the rules
  /// come in the order in which they were read.
  void finish(extract::ItemRule& rule);

 private:
  /// Where the row of a nested table comes from.
  struct Outer {
    std::size_t table = 0;
    std::optional<extract::Language> row;
  };

  extract::ItemRule read(const YamlNode& entry, const std::optional<Outer>& outer);
  std::size_t table_of(const YamlNode& name, const std::optional<Outer>& outer);
  void add_field(std::size_t table, const extract::Field& field, const Where& where);
  void add_key(std::size_t table, const YamlNode& key);
  /// Throws ConfigError, with the name that was probably meant.
  void check_key_field(const extract::ItemRule& rule, const std::string& name, const Where& where) const;

  RulesRead& read_;
  std::vector<Where> rules_;  // of each rule, in the order of reading
  std::size_t finished_ = 0;
  std::vector<Where> keys_;  // of each table that has one; else line 0
};

}  // namespace trawl::cli
