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

/// The end of a document. Without it yaml-cpp takes the end of the file for a missing quotation mark, in
/// silence.
constexpr const char* kEndMark = "\n...\n";

/// Copies yaml-cpp's graph into a tree. Aliases make the graph larger than the file, or endless: hence the
/// limits.
class TreeBuilder {
 public:
  explicit TreeBuilder(const std::string& file) : file_(file) {}

  YamlNode node(const YAML::Node& from, int depth) {
    YamlNode out;
    out.where = at(from.Mark());
    if (depth > kDeepest) throw ConfigError(out.where, "values are nested too deeply");
    if (++nodes_ > kMostNodes) throw ConfigError(out.where, "the file holds too many values");
    switch (from.Type()) {
      case YAML::NodeType::Scalar:
        out.kind = YamlNode::Kind::scalar;
        out.text = from.Scalar();
        break;
      case YAML::NodeType::Sequence:
        out.kind = YamlNode::Kind::list;
        for (const auto& item : from) out.items.push_back(node(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        out.kind = YamlNode::Kind::map;
        add_entries(out, from, depth);
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
  void add_entries(YamlNode& out, const YAML::Node& from, int depth) {
    std::map<std::string, int> lines;
    for (const auto& entry : from) {
      const Where where = at(entry.first.Mark());
      if (!entry.first.IsScalar()) throw ConfigError(where, "a key must be a word");
      const std::string key = entry.first.Scalar();
      const auto [first, is_new] = lines.emplace(key, where.line);
      if (!is_new) {
        throw ConfigError(where, fmt::format("'{}' stands here twice, first on line {}", key, first->second));
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
                      unclosed ? "a quotation mark before this place is not closed" : error.msg);
  }
}

}  // namespace trawl::cli
