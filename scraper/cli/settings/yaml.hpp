#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// A place in a file that the user wrote; lines and columns count from 1.
struct Where {
  std::string file;
  int line = 0, column = 0;
};

/// "file:line:column".
std::string text_of(const Where& where);

/// A bad setting outside the command line. what() begins with its place: "file:line:column" or the name of a
/// variable.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(const std::string& message) : std::runtime_error(message) {}
  ConfigError(const Where& where, const std::string& message)
      : std::runtime_error(text_of(where) + ": " + message) {}
};

struct YamlEntry;

/// One value of a YAML document, as text: its reader decides whether "10" is a number.
struct YamlNode {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Where where;                     ///< for an empty value in a map: of its key
  std::string text;                ///< of a scalar; of a null as it is written: "~", "null", or ""
  bool is_comment = false;         ///< a null with a "#" after it: perhaps a value that needs quotes
  bool is_anchor = false;          ///< a null with a "&" before it: perhaps one, too
  bool has_no_colon = false;       ///< a null of a key alone: perhaps the rest of a text with a ","
  int text_column = 0;             ///< where the text begins, if it stands there as it is; 0: it does not
  std::vector<YamlNode> items;     ///< of a list
  std::vector<YamlEntry> entries;  ///< of a map, in the order of the file, each key once
};

struct YamlEntry {
  std::string key;
  Where where;  ///< of the key
  YamlNode value;
};

/// The place of a byte of a scalar's text, or of the scalar where its text is written in another way.
Where place_in(const YamlNode& scalar, std::size_t byte);

/// The only document in `text`; an empty file is null. JSON is read too, as a part of YAML 1.2. Throws
/// ConfigError for text that is not UTF-8 or no YAML, duplicate keys, keys that are not plain words, tags and
/// merge keys, a second document, and nesting, aliases or sizes beyond any reasonable use.
YamlNode parse_yaml(const std::string& text, const std::string& file);

}  // namespace trawl::cli
