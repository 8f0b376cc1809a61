#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::extract {

struct JsonData;  // of json_document.cpp

/// A value of a JsonDocument: a pointer, valid as long as its document lives, also when that is moved. An
/// empty one stands for "there is none".
class JsonNode {
 public:
  enum class Kind : std::uint8_t { none, null, boolean, number, string, array, object };

  JsonNode() {}
  explicit operator bool() const { return data_ != nullptr; }
  bool operator==(const JsonNode&) const = default;

  Kind kind() const;
  /// What a string says, what a number says as it is written (12345678901234567890, 1.20), "true" or "false",
  /// "null"; "" for arrays and objects. Points into the document.
  std::string_view scalar() const;
  double number() const;  ///< of a number; else NaN
  /// How many elements or members; 0 for what is neither array nor object.
  std::size_t size() const;
  /// Requires: index < size(). Members stand in the order of the document.
  JsonNode child(std::size_t index) const;
  /// Requires: an object and index < size().
  std::string_view member_name(std::size_t index) const;
  /// The member of that name; empty if there is none.
  JsonNode member(std::string_view name) const;

  /// As JSON text, without blanks: numbers as they are written, control characters escaped.
  std::string json() const;
  /// What a field of an item gets: a string itself, "" for null, else json().
  std::string text() const;
  /// The normalized path from the document's root (RFC 9535 section 2.7): $['a'][0].
  std::string path() const;

 private:
  friend class JsonDocument;
  JsonNode(const JsonData* data, std::uint32_t index) : data_(data), index_(index) {}
  const JsonData* data_ = nullptr;
  std::uint32_t index_ = 0;
};

/// Whether two values are equal by RFC 9535 section 2.3.5.2.2: numbers by value, objects in any order.
/// Each value that is looked at costs one of `budget`; when it is used up, the answer is false.
bool same_json(const JsonNode& a, const JsonNode& b, std::uint64_t& budget);
bool same_number(std::string_view a, std::string_view b);  ///< as they are written in JSON

/// A JSON text (RFC 8259), or JSON lines, read into one piece of memory. Numbers are kept as they are
/// written; of members with the same name the last counts, in the place of the first. A byte order mark is
/// skipped. Owns: its values. Thread: one that is read may be used by many at once.
class JsonDocument {
 public:
  static constexpr std::size_t kDepth = 512;  ///< arrays and objects in one another
  static constexpr std::size_t kValues = 5'000'000;

  /// None if the text is no JSON or breaks a limit; then `why`, if given, says so with the byte.
  static std::optional<JsonDocument> parse(std::string_view text, std::string* why = nullptr);
  /// An array of the values of the lines. Blank lines are skipped, and so are lines that are no JSON, of
  /// which `bad_lines` has the number.
  static JsonDocument parse_lines(std::string_view text, std::size_t* bad_lines = nullptr);
  /// An array of the values of the texts, such as the JSON-LD of a page; of a text that is an array, or an
  /// object with an array "@graph", the elements instead. What is no JSON is skipped.
  static JsonDocument parse_objects(const std::vector<std::string>& texts);

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  JsonNode root() const;

 private:
  explicit JsonDocument(std::unique_ptr<JsonData> data);
  std::unique_ptr<JsonData> data_;
};

}  // namespace trawl::extract
