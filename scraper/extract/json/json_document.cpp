#include "scraper/extract/json/json_document.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "scraper/extract/json/json_builder.hpp"

namespace trawl::extract {
namespace {

using Kind = JsonNode::Kind;

constexpr std::size_t kComparedBytes = 64;  // that cost as much as a value

bool read_into(JsonBuilder& builder, std::string_view text) {
  // nlohmann's parser takes a NUL anywhere for the end of the text.
  if (text.find('\0') != std::string_view::npos) return false;
  return nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
}

/// What the library says, without the numbers of its messages.
std::string complaint(const std::string& message) {
  if (message.empty()) return "it holds a NUL";
  constexpr std::string_view kBegin = "parse error ";
  const std::size_t at = message.find(kBegin);
  if (at != std::string::npos) return message.substr(at + kBegin.size());
  const std::size_t bracket = message.find("] ");
  return message.starts_with('[') && bracket != std::string::npos ? message.substr(bracket + 2) : message;
}

/// RFC 9535 section 2.7.
void append_path_string(std::string& out, std::string_view name) {
  constexpr std::string_view kHex = "0123456789abcdef", kShort = "\b\t\n\f\r", kLetters = "btnfr";
  out += '\'';
  for (const char c : name) {
    const std::size_t at = kShort.find(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (at != std::string_view::npos) {
      out += '\\';
      out += kLetters[at];
    } else if (c >= 0 && c < ' ') {
      out += "\\u00";
      out += kHex[static_cast<std::size_t>(c) / 16];
      out += kHex[static_cast<std::size_t>(c) % 16];
    } else {
      out += c;
    }
  }
  out += '\'';
}

bool is_whole(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

}  // namespace

JsonNode::Kind JsonNode::kind() const {
  return data_ == nullptr ? Kind::none : data_->entries[index_].kind;
}

std::string_view JsonNode::scalar() const {
  const Kind own = kind();
  if (own == Kind::none || own == Kind::array || own == Kind::object) return "";
  return data_->text_of(data_->entries[index_]);
}

double JsonNode::number() const {
  if (kind() != Kind::number) return std::nan("");
  return std::strtod(std::string(scalar()).c_str(), nullptr);
}

std::size_t JsonNode::size() const {
  const Kind own = kind();
  return own == Kind::array || own == Kind::object ? data_->entries[index_].size : 0;
}

JsonNode JsonNode::child(std::size_t index) const {
  return {data_, data_->children[data_->entries[index_].begin + index]};
}

std::string_view JsonNode::member_name(std::size_t index) const {
  return data_->name_of(data_->entries[child(index).index_]);
}

JsonNode JsonNode::member(std::string_view name) const {
  if (kind() != Kind::object) return {};
  for (std::size_t i = 0; i < size(); ++i) {
    if (member_name(i) == name) return child(i);
  }
  return {};
}

std::string JsonNode::json() const {
  struct Open {
    JsonNode node;
    std::size_t next;
  };
  std::string out;
  std::vector<Open> open;
  const auto begin = [&](const JsonNode& node) {
    const Kind kind = node.kind();
    if (kind == Kind::array || kind == Kind::object) {
      out += kind == Kind::array ? '[' : '{';
      open.push_back({node, 0});
    } else if (kind == Kind::string) {
      text::append_json_string(out, node.scalar());
    } else {
      out += node.scalar();
    }
  };
  begin(*this);
  while (!open.empty()) {
    Open& top = open.back();
    const bool is_array = top.node.kind() == Kind::array;
    if (top.next == top.node.size()) {
      out += is_array ? ']' : '}';
      open.pop_back();
      continue;
    }
    if (top.next > 0) out += ',';
    if (!is_array) {
      text::append_json_string(out, top.node.member_name(top.next));
      out += ':';
    }
    begin(top.node.child(top.next++));
  }
  return out;
}

std::string JsonNode::text() const {
  const Kind own = kind();
  if (own == Kind::none || own == Kind::null) return "";
  return own == Kind::array || own == Kind::object ? json() : std::string(scalar());
}

std::string JsonNode::path() const {
  if (data_ == nullptr) return "";
  std::vector<std::uint32_t> way;
  for (std::uint32_t at = index_; at != JsonData::kNone; at = data_->entries[at].parent) way.push_back(at);
  std::string path = "$";
  for (auto at = way.rbegin() + 1; at != way.rend(); ++at) {
    const JsonData::Entry& entry = data_->entries[*at];
    path += '[';
    if (data_->entries[entry.parent].kind == Kind::object)
      append_path_string(path, data_->name_of(entry));
    else
      path += std::to_string(entry.place);
    path += ']';
  }
  return path;
}

bool same_number(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (is_whole(a) && is_whole(b)) return a == "-0" ? b == "0" : b == "-0" && a == "0";
  return std::strtod(std::string(a).c_str(), nullptr) == std::strtod(std::string(b).c_str(), nullptr);
}

bool same_json(const JsonNode& first, const JsonNode& second, std::uint64_t& budget) {
  std::vector<std::pair<JsonNode, JsonNode>> waiting{{first, second}};
  while (!waiting.empty()) {
    const auto [a, b] = waiting.back();
    waiting.pop_back();
    const std::uint64_t cost =
        1 + a.scalar().size() / kComparedBytes + a.size() * (a.kind() == Kind::object ? a.size() / 4 + 1 : 1);
    if (budget < cost) {
      budget = 0;
      return false;
    }
    budget -= cost;
    if (a == b) continue;
    const Kind kind = a.kind();
    if (kind != b.kind() || a.size() != b.size()) return false;
    if (kind == Kind::number) {
      if (!same_number(a.scalar(), b.scalar())) return false;
    } else if (kind != Kind::array && kind != Kind::object) {
      if (a.scalar() != b.scalar()) return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      const JsonNode other = kind == Kind::array ? b.child(i) : b.member(a.member_name(i));
      if (!other) return false;
      waiting.emplace_back(a.child(i), other);
    }
  }
  return true;
}

JsonDocument::JsonDocument(std::unique_ptr<JsonData> data) : data_(std::move(data)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

JsonNode JsonDocument::root() const {
  return {data_.get(), 0};
}

std::optional<JsonDocument> JsonDocument::parse(std::string_view text, std::string* why) {
  auto data = std::make_unique<JsonData>();
  JsonBuilder builder(*data);
  if (read_into(builder, text)) return JsonDocument(std::move(data));
  if (why != nullptr) *why = complaint(builder.why());
  return std::nullopt;
}

JsonDocument JsonDocument::parse_lines(std::string_view text, std::size_t* bad_lines) {
  auto data = std::make_unique<JsonData>();
  JsonBuilder builder(*data);
  builder.begin_list();
  std::size_t bad = 0;
  while (!text.empty()) {
    const std::string_view line = text::trimmed(text::take_until(text, '\n'), text::kHttpSpace);
    if (line.empty()) continue;
    const auto mark = builder.mark();
    if (read_into(builder, line)) continue;
    builder.go_back(mark);
    ++bad;
  }
  builder.end_array();
  if (bad_lines != nullptr) *bad_lines = bad;
  return JsonDocument(std::move(data));
}

JsonDocument JsonDocument::parse_objects(const std::vector<std::string>& texts) {
  auto data = std::make_unique<JsonData>();
  JsonBuilder builder(*data);
  builder.begin_list();
  for (const std::string& text : texts) {
    const auto mark = builder.mark();
    if (!read_into(builder, text)) {
      builder.go_back(mark);
      continue;
    }
    const JsonNode read(data.get(), builder.last());
    const JsonNode list = read.kind() == Kind::array ? read : read.member("@graph");
    if (list.kind() == Kind::array) builder.spread(list.index_);
  }
  builder.end_array();
  return JsonDocument(std::move(data));
}

}  // namespace trawl::extract
