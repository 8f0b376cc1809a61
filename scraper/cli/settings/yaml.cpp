#include "scraper/cli/settings/yaml.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace trawl::cli {
namespace {

constexpr int kDeepest = 50;
constexpr int kMostNodes = 100'000;

/// Ends a document. Without it yaml-cpp silently accepts a quotation mark that is still open at the end of
/// the file.
constexpr const char* kEndMark = "\n...\n";

/// Copies yaml-cpp's graph into a tree. The limits are there because aliases can make the tree huge or
/// endless.
class TreeBuilder {
 public:
  explicit TreeBuilder(const std::string& file) : file_(file) {}

  YamlNode node(const YAML::Node& source, int depth) {
    YamlNode out;
    out.where = at(source.Mark());
    if (depth > kDeepest) throw ConfigError(out.where, "values are nested too deeply");
    if (++nodes_ > kMostNodes) throw ConfigError(out.where, "the file has too many values");
    switch (source.Type()) {
      case YAML::NodeType::Scalar:
        out.kind = YamlNode::Kind::scalar;
        out.text = source.Scalar();
        break;
      case YAML::NodeType::Sequence:
        out.kind = YamlNode::Kind::list;
        for (const auto& item : source) out.items.push_back(node(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        out.kind = YamlNode::Kind::map;
        add_entries(out, source, depth);
        break;
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return out;
  }

  Where at(const YAML::Mark& mark) const {
    return {file_, std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
  }

 private:
  void add_entries(YamlNode& out, const YAML::Node& source, int depth) {
    std::map<std::string, int> lines;
    for (const auto& entry : source) {
      const Where where = at(entry.first.Mark());
      if (!entry.first.IsScalar()) throw ConfigError(where, "a key must be a word");
      const std::string key = entry.first.Scalar();
      const auto [first, is_new] = lines.emplace(key, where.line);
      if (!is_new) {
        throw ConfigError(where, fmt::format("duplicate key '{}', first on line {}", key, first->second));
      }
      YamlNode value = node(entry.second, depth + 1);
      if (value.kind == YamlNode::Kind::null) value.where = where;
      out.entries.push_back({key, where, std::move(value)});
    }
  }

  const std::string& file_;
  int nodes_ = 0;
};

}  // namespace

std::string text_of(const Where& where) {
  return fmt::format("{}:{}:{}", where.file, where.line, where.column);
}

YamlNode parse_yaml(const std::string& text, const std::string& file) {
  TreeBuilder builder(file);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text + kEndMark);
    if (documents.size() > 1)
      throw ConfigError(builder.at(documents[1].Mark()), "a second document begins here");
    return documents.empty() ? YamlNode() : builder.node(documents[0], 0);
  } catch (const YAML::Exception& error) {
    const bool unclosed = error.msg == YAML::ErrorMsg::DOC_IN_SCALAR;
    throw ConfigError(builder.at(error.mark),
                      unclosed ? "a quotation mark before this place is never closed" : error.msg);
  }
}

}  // namespace trawl::cli
