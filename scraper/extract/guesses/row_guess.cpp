#include "scraper/extract/guesses/row_guess.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/guesses/element_kind.hpp"
#include "scraper/extract/values/value.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kFewestRows = 3;
constexpr std::size_t kMostFields = 10;
constexpr std::size_t kMostRowsRead = 20;
constexpr std::size_t kMostNodesOfRow = 2'000;
constexpr std::size_t kMostGroups = 2'000;

bool is_aside(std::string_view name) {
  constexpr std::string_view kAsides[] = {"nav",  "header", "footer", "aside", "select",
                                          "head", "svg",    "form",   "thead"};
  return std::find(std::begin(kAsides), std::end(kAsides), name) != std::end(kAsides);
}

bool is_in_aside(Node node) {
  for (; node && is_element(node); node = node.parent()) {
    if (is_aside(node.name())) return true;
  }
  return false;
}

/// What makes a row look like content.
double weight_of(const Node& row) {
  double text_bytes = 0;
  std::set<std::string> classes;
  int parts = 0;
  std::size_t seen = 0;
  for (Node node = row.first_child(); node && seen < kMostNodesOfRow; node = next_in(node, row), ++seen) {
    if (node.kind() == Node::Kind::text)
      text_bytes += static_cast<double>(folded(node.raw_text(), 200).size());
    if (!is_element(node)) continue;
    if (std::string name = class_of(node); !name.empty()) classes.insert(std::move(name));
    const std::string_view name = node.name();
    parts +=
        name == "a" || name == "td" || name == "img" || name == "time" || (name.size() == 2 && name[0] == 'h')
            ? 1
            : 0;
  }
  return std::min(text_bytes, 300.0) / 30 +
         3 * static_cast<double>(std::min<std::size_t>(classes.size(), 8)) + std::min(parts, 5);
}

struct Group {
  std::vector<Node> rows;
  std::string parent;
};

/// Siblings with these names are rows of one list whatever their classes: those of a kind that most of them
/// have count, or all by their name alone. Classes such as "group-7" say which part of the list a row is in.
void join_rows(std::map<std::string, Group>& groups) {
  for (const std::string& name : {std::string("tr"), std::string("li")}) {
    const auto is_of = [&](const auto& one) {
      return one.first == name || one.first.starts_with(name + ".");
    };
    std::size_t all = 0;
    for (const auto& one : groups) all += is_of(one) ? one.second.rows.size() : 0;
    const bool has_main = std::any_of(groups.begin(), groups.end(), [&](const auto& one) {
      return is_of(one) && one.second.rows.size() * 2 > all;
    });
    Group joined;
    for (const auto& one : groups) {
      if (has_main || !is_of(one)) continue;
      joined.rows.insert(joined.rows.end(), one.second.rows.begin(), one.second.rows.end());
    }
    std::erase_if(groups, [&](const auto& one) { return is_of(one) && one.second.rows.size() * 2 <= all; });
    if (!joined.rows.empty()) groups[name] = std::move(joined);
  }
}

/// The children of each element by their kinds. Only groups that may be rows are kept.
std::vector<std::pair<std::string, Group>> groups_of(const Tree& tree) {
  std::vector<std::pair<std::string, Group>> all;
  const Node top = tree.document();
  for (Node node = top.first_child(); node && all.size() < kMostGroups; node = next_in(node, top)) {
    if (!is_element(node)) continue;
    std::map<std::string, Group> groups;
    for (Node child = node.first_child(); child; child = child.next_sibling()) {
      if (!is_element(child)) continue;
      Group& group = groups[kind_of(child)];
      group.rows.push_back(child);
    }
    if (groups.size() > 1) join_rows(groups);
    for (auto& [kind, group] : groups) {
      if (group.rows.size() < kFewestRows) continue;
      group.parent = kind_of(node);
      all.emplace_back(kind, std::move(group));
    }
  }
  return all;
}

bool has_class(const std::string& kind) {
  return kind.find('.') != kind.npos;
}

double score_of(const std::string& kind, const Group& group) {
  double sum = 0;
  const std::size_t looked_at = std::min<std::size_t>(group.rows.size(), 5);
  for (std::size_t i = 0; i < looked_at; ++i) sum += weight_of(group.rows[i]);
  double score =
      sum / static_cast<double>(looked_at) * std::min(10.0, static_cast<double>(group.rows.size()));
  if (has_class(kind)) score *= 1.5;
  if (is_in_aside(group.rows[0])) score *= 0.1;
  return score;
}

/// Names of columns: letters, digits and "_".
std::string column_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (text::is_alphanumeric(c)) {
      name += text::lower(c);
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  name = std::string(text::trimmed_back(name, "_"));
  return name.empty() || text::is_digit(name[0]) ? "field" + name : name;
}

/// Among the elements beside it, from 1.
std::size_t place_of(const Node& element) {
  std::size_t place = 1;
  for (Node node = element.parent().first_child(); node && !(node == element) && place < 100;
       node = node.next_sibling())
    place += is_element(node) ? 1 : 0;
  return place;
}

/// A field of a row by what its element is, or by its class. A selector of "" is no field.
GuessedField field_at(const Node& element) {
  GuessedField field;
  const std::string_view name = element.name();
  const std::string kind = kind_of(element);
  const bool is_heading = name.size() == 2 && name[0] == 'h' && text::is_digit(name[1]);
  if (is_heading) {
    field.name = "title";
    field.selector = kind;
  } else if (name == "a" && element.attribute("href")) {
    field.name = "link";
    field.selector = kind + "::attr(href)";
    field.type = FieldType::url;
  } else if (name == "img" && element.attribute("src")) {
    field.name = "image";
    field.selector = kind + "::attr(src)";
    field.type = FieldType::url;
  } else if (name == "time" && element.attribute("datetime")) {
    field.name = "date";
    field.selector = kind + "::attr(datetime)";
    field.type = FieldType::date;
  } else if (name == "td") {
    const std::string place = std::to_string(place_of(element));
    field.name = "column_" + place;
    field.selector = "td:nth-child(" + place + ")";
  } else if (has_class(kind) || name == "dd" || name == "p") {
    const std::string class_name = class_of(element);
    field.name = column_name(class_name.empty() ? name == "p" ? "text" : "cell" : class_name);
    field.selector = kind;
  }
  return field;
}

std::string sample_of(const Node& element, const GuessedField& field) {
  const std::size_t attribute = field.selector.find("::attr(");
  if (attribute == field.selector.npos) return folded(element.text(), 60);
  const std::string name = field.selector.substr(attribute + 7, field.selector.size() - attribute - 8);
  return folded(element.attribute(name).value_or(""), 200);
}

/// Whether the element has another with a class inside: then it is a box, not a value.
bool is_box(const Node& element) {
  std::size_t seen = 0;
  for (Node node = element.first_child(); node && seen < kMostNodesOfRow;
       node = next_in(node, element), ++seen) {
    if (is_element(node) && (!class_of(node).empty() || node.name() == "h2" || node.name() == "h3"))
      return true;
  }
  return false;
}

bool looks_like_number(const std::string& sample) {
  const auto digits = std::count_if(sample.begin(), sample.end(), text::is_digit);
  if (digits == 0 || sample.size() > 20) return false;
  return !read_value(sample, FieldType::number, "", ValuePlace()).is_bad_type;
}

/// The fields of rows: those that at least half of them have, in the order of the first row that has them.
std::vector<GuessedField> fields_of(const std::vector<Node>& rows) {
  std::vector<GuessedField> fields;
  std::map<std::string, std::size_t> places, counts, numbers;
  const std::size_t looked_at = std::min(rows.size(), kMostRowsRead);
  for (std::size_t i = 0; i < looked_at; ++i) {
    std::set<std::string> in_row;
    std::size_t seen = 0;
    for (Node node = rows[i].first_child(); node && seen < kMostNodesOfRow;
         node = next_in(node, rows[i]), ++seen) {
      if (!is_element(node)) continue;
      GuessedField field = field_at(node);
      if (field.selector.empty() || !in_row.insert(field.selector).second) continue;
      field.sample = sample_of(node, field);
      if (field.sample.empty() || (field.type == FieldType::text && field.name != "title" && is_box(node)))
        continue;
      if (field.type == FieldType::text && looks_like_number(field.sample)) ++numbers[field.selector];
      ++counts[field.selector];
      if (places.emplace(field.selector, fields.size()).second) fields.push_back(std::move(field));
    }
  }
  std::erase_if(fields, [&](const GuessedField& field) { return counts[field.selector] * 2 < looked_at; });
  for (GuessedField& field : fields) {
    if (field.type == FieldType::text && numbers[field.selector] == counts[field.selector])
      field.type = FieldType::number;
  }
  if (fields.size() > kMostFields) fields.resize(kMostFields);
  return fields;
}

void make_names_unique(std::vector<GuessedField>& fields) {
  std::map<std::string, int> uses;
  for (GuessedField& field : fields) {
    const int use = ++uses[field.name];
    if (use > 1) field.name += "_" + std::to_string(use);
  }
}

}  // namespace

std::optional<GuessedRows> guess_rows(const Tree& tree) {
  auto groups = groups_of(tree);
  double best = 0;
  const std::pair<std::string, Group>* chosen = nullptr;
  for (const auto& group : groups) {
    const double score = score_of(group.first, group.second);
    if (score <= best) continue;
    best = score;
    chosen = &group;
  }
  constexpr double kLeast = 12;
  if (chosen == nullptr || best < kLeast) return std::nullopt;
  GuessedRows rows;
  const auto& [kind, group] = *chosen;
  rows.select = has_class(kind) ? kind : group.parent + " > " + kind;
  rows.count = group.rows.size();
  rows.fields = fields_of(group.rows);
  make_names_unique(rows.fields);
  if (rows.fields.empty()) return std::nullopt;
  return rows;
}

}  // namespace trawl::extract
