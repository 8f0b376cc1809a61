#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/json/json_document.hpp"

namespace trawl::extract {

/// The values of a JsonDocument: a list, and the texts of all in one piece.
struct JsonData {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct Entry {
    JsonNode::Kind kind = JsonNode::Kind::null;
    std::uint32_t begin = 0, size = 0;  ///< of its text in `text`, or of its children in `children`
    std::uint32_t parent = kNone, place = 0;
    std::uint32_t name_begin = 0, name_size = 0;  ///< of a member's name in `text`
  };

  std::string_view text_of(const Entry& entry) const {
    return std::string_view(text).substr(entry.begin, entry.size);
  }
  std::string_view name_of(const Entry& entry) const {
    return std::string_view(text).substr(entry.name_begin, entry.name_size);
  }

  std::vector<Entry> entries;
  std::vector<std::uint32_t> children;  ///< of each array and object in one run
  std::string text;
};

/// Hears what a JSON parser reads, and adds it to a JsonData. It has the members that
/// nlohmann::json::sax_parse asks for.
class JsonBuilder {
 public:
  explicit JsonBuilder(JsonData& data) : data_(data) {}

  bool null() { return add(JsonNode::Kind::null, "null"); }
  bool boolean(bool value) { return add(JsonNode::Kind::boolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return add(JsonNode::Kind::number, std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return add(JsonNode::Kind::number, std::to_string(value)); }
  bool number_float(double, const std::string& written) { return add(JsonNode::Kind::number, written); }
  bool string(const std::string& value) { return add(JsonNode::Kind::string, value); }
  template <class Bytes>
  bool binary(const Bytes&) {
    return false;
  }
  bool start_array(std::size_t) { return open(JsonNode::Kind::array); }
  bool start_object(std::size_t) { return open(JsonNode::Kind::object); }
  bool end_array();
  bool end_object();
  bool key(const std::string& name);
  template <class Error>
  bool parse_error(std::size_t, const std::string&, const Error& error) {
    why_ = error.what();
    return false;
  }

  const std::string& why() const { return why_; }
  /// Begins an array that holds what is read from now on.
  void begin_list() { open(JsonNode::Kind::array); }
  /// Forgets what was read since `mark`, which an error cut short.
  struct Mark {
    std::size_t entries, children, text, pending, open;
  };
  Mark mark() const;
  void go_back(const Mark& mark);
  /// Puts the elements of an array in the place of the value read last, which is the array or holds it.
  void spread(std::uint32_t array);
  /// The value read last. Requires: there is one.
  std::uint32_t last() const { return pending_.back(); }

 private:
  bool add(JsonNode::Kind kind, std::string_view text);
  bool open(JsonNode::Kind kind);
  bool close();
  std::uint32_t new_entry(JsonNode::Kind kind);
  bool refuse(const char* why);
  void drop_doubles(std::size_t first);

  JsonData& data_;
  std::vector<std::uint32_t> open_, pending_;
  std::vector<std::size_t> starts_;
  std::uint32_t name_begin_ = 0, name_size_ = 0;
  std::string why_;
};

}  // namespace trawl::extract
