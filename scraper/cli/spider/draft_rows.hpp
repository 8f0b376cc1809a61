#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// A field of a draft.
struct DraftField {
  std::string name;
  std::string selector;  ///< in short form
  std::string type;      ///< "" for text
  std::string sample;    ///< from the page; may be anything
};

/// A table of a draft, and the way to more of it.
struct DraftRows {
  std::string table;   ///< a proposal
  std::string key;     ///< the name of a field; "" for none
  std::string select;  ///< in YAML: "{json: '$[*]'}"; "" for one row a page
  std::string note;    ///< what the rows are, unless `has_count`
  std::vector<DraftField> fields;
  std::string path_word = "json";  ///< what the paths of fields with a type stand behind: json or jsonld
  bool has_count = false;          ///< whether the note is how many there are
  std::size_t count = 0;           ///< rows that DraftTrial found
};

/// What a JSON page has: the first list of objects in it, or itself.
struct JsonDraft {
  std::optional<DraftRows> rows;
  std::string follow;  ///< in YAML: "{json: '$.next'}"; "" for none
};
JsonDraft json_draft(std::string_view text);

/// The first object with a type in the JSON-LD of a page.
std::optional<DraftRows> json_ld_draft(const std::vector<std::string>& scripts);

/// In single quotes, as YAML reads it back.
std::string yaml_quoted(std::string_view text);

}  // namespace trawl::cli
