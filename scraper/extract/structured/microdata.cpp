#include "scraper/extract/structured/microdata.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "scraper/extract/structured/item_properties.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostLevels = 64;
/// Of one attribute: names of properties, types, or ids.
constexpr std::size_t kMostWords = 100;
/// Of one page: nodes looked at, those in a reference each time, and references.
constexpr std::size_t kMostSteps = 10'000'000, kMostReferencesOfPage = 2'000;

/// The words of an attribute, each once. Sets `is_cut` if there are too many.
std::vector<std::string_view> words_of(std::string_view text, bool& is_cut) {
  std::vector<std::string_view> words;
  while (true) {
    text = text::trimmed_front(text, text::kAsciiSpace);
    if (text.empty()) return words;
    if (words.size() == kMostWords) {
      is_cut = true;
      return words;
    }
    const std::string_view word = text.substr(0, text.find_first_of(text::kAsciiSpace));
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    text.remove_prefix(word.size());
  }
}
std::vector<std::string_view> words_of(std::string_view text) {
  bool is_cut = false;
  return words_of(text, is_cut);
}

bool is_item(const Node& element) {
  return element.attribute("itemscope").has_value();
}

std::string_view value_of(const Node& element, std::string_view name) {
  return element.attribute(name).value_or(std::string_view());
}

/// An item whose properties are being read: those in its element, and then those in the elements that its
/// itemref names.
struct OpenItem {
  OpenItem(const Node& item, std::vector<std::string_view> item_names)
      : element(item), names(std::move(item_names)), root(item), at(item) {}
  Node element;
  std::vector<std::string_view> names;  ///< of the property that it is; none: of no item
  std::vector<Node> references;         ///< elements that are still to be read
  Node root, at;                        ///< what is read, and where
  bool is_at_reference = false;         ///< `at` is such an element, and was not looked at yet
  ItemProperties properties;
};

/// Reads the items of a tree without recursion: open_ holds the nested ones.
class Reader {
 public:
  Reader(const Tree& tree, const std::optional<fetch::Url>& base, NodeText& texts, StructuredData& found)
      : document_(tree.document()), base_(base), texts_(texts), found_(found) {}

  void read();

 private:
  /// An item, and whether it stands in another.
  struct Found {
    Node element;
    bool is_inside;
  };

  Node next(const Node& node, const Node& root) const;
  void find_items();
  void find_items_in(const Node& item);
  void find_named();
  bool is_property_of_item(const Found& item) const;
  void read_item(const Node& item);
  void open(const Node& element, std::vector<std::string_view> names);
  Node next_element(OpenItem& item);
  void read_property(const Node& element);
  void add(const std::vector<std::string_view>& names, const std::string& json);
  void close();
  /// Leaves out the item under way as a whole, since half of it would be wrong.
  void drop() { is_dropped_ = is_incomplete_ = true; }
  bool is_used_up() const { return steps_ > kMostSteps || texts_.is_used_up(); }
  std::vector<Node> references_of(const Node& item);
  std::string begin_json(const Node& item) const;

  const Node document_;
  const std::optional<fetch::Url>& base_;
  NodeText& texts_;
  StructuredData& found_;
  std::vector<Found> items_;  ///< all, in document order
  bool has_references_ = false;
  std::unordered_map<std::string_view, Node> named_;  ///< elements that an itemref names, by their ids
  std::unordered_set<std::string_view> referred_;     ///< ids in some itemref
  std::vector<OpenItem> open_;
  std::size_t bytes_ = 0;  ///< of the values of open items
  std::size_t steps_ = 0, references_ = 0;
  bool is_dropped_ = false;     ///< the item under way does not fit
  bool is_incomplete_ = false;  ///< something was left out
};

void Reader::read() {
  find_items();
  if (has_references_) find_named();
  for (const Found& item : items_) {
    if (found_.room() == 0) return;
    if (!is_property_of_item(item)) read_item(item.element);
    if (is_used_up()) break;
  }
  if (is_incomplete_) found_.note("microdata: the page has too much of it; some was left out");
}

/// What a template holds is no part of the page.
Node Reader::next(const Node& node, const Node& root) const {
  return next_node(node, root, node.name() != "template");
}

void Reader::find_items() {
  Node node = next(document_, document_);
  while (node) {
    const bool is_found = node.kind() == Node::Kind::element && is_item(node);
    if (is_found) find_items_in(node);
    node = is_found ? next_node(node, document_, false) : next(node, document_);
  }
}

/// Lists an item and those in it.
void Reader::find_items_in(const Node& item) {
  for (Node node = item; node; node = next(node, item)) {
    if (node.kind() != Node::Kind::element || !is_item(node)) continue;
    items_.push_back({node, !(node == item)});
    has_references_ = has_references_ || node.attribute("itemref").has_value();
  }
}

void Reader::find_named() {
  for (const Found& item : items_) {
    for (const std::string_view id : words_of(value_of(item.element, "itemref"))) referred_.insert(id);
  }
  for (Node node = next(document_, document_); node; node = next(node, document_)) {
    if (node.kind() != Node::Kind::element) continue;
    const std::string_view id = value_of(node, "id");
    if (!id.empty() && referred_.contains(id)) named_.try_emplace(id, node);
  }
}

/// Whether an item is read as a property of another: of one around it, or of one that refers to it or to what
/// is around it.
bool Reader::is_property_of_item(const Found& item) const {
  if (words_of(value_of(item.element, "itemprop")).empty()) return false;
  if (item.is_inside) return true;
  if (named_.empty()) return false;
  for (Node at = item.element; at && at.kind() == Node::Kind::element; at = at.parent()) {
    const auto known = named_.find(value_of(at, "id"));
    if (known != named_.end() && known->second == at) return true;
  }
  return false;
}

void Reader::read_item(const Node& item) {
  bytes_ = 0;
  is_dropped_ = false;
  open(item, {});
  while (!open_.empty()) {
    if (const Node element = next_element(open_.back())) {
      read_property(element);
    } else {
      close();
    }
  }
}

void Reader::open(const Node& element, std::vector<std::string_view> names) {
  OpenItem& item = open_.emplace_back(element, std::move(names));
  if (has_references_) item.references = references_of(element);
}

/// The elements that an item's itemref names, each once, without those that are read anyway: in the item or
/// in another of these elements, and in no item there.
std::vector<Node> Reader::references_of(const Node& item) {
  std::vector<Node> all;
  for (const std::string_view id : words_of(value_of(item, "itemref"), is_incomplete_)) {
    const auto named = named_.find(id);
    if (named != named_.end() && !(named->second == item)) all.push_back(named->second);
  }
  references_ += all.size();
  if (references_ > kMostReferencesOfPage) {
    is_incomplete_ = true;
    return {};
  }
  std::vector<Node> references;
  for (const Node& one : all) {
    bool is_read = false;
    for (Node at = one.parent(); at && !is_read; at = at.parent()) {
      is_read = at == item;
      if (is_read || (at.kind() == Node::Kind::element && is_item(at))) break;
      is_read = std::find(all.begin(), all.end(), at) != all.end();
    }
    if (!is_read) references.push_back(one);
  }
  std::reverse(references.begin(), references.end());
  return references;
}

/// The next element that may be a property of the item.
Node Reader::next_element(OpenItem& item) {
  while (!is_dropped_) {
    if (std::exchange(item.is_at_reference, false)) return item.at;
    while (item.at) {
      const bool is_first = item.at == item.element && item.root == item.element;
      const bool is_other_item = item.at.kind() == Node::Kind::element && is_item(item.at) && !is_first;
      item.at = is_other_item ? next_node(item.at, item.root, false) : next(item.at, item.root);
      ++steps_;
      if (is_used_up()) drop();
      if (item.at && item.at.kind() == Node::Kind::element) return item.at;
    }
    if (item.references.empty()) return {};
    item.root = item.at = item.references.back();
    item.references.pop_back();
    item.is_at_reference = true;
  }
  return {};
}

void Reader::read_property(const Node& element) {
  const auto itemprop = element.attribute("itemprop");
  if (!itemprop) return;
  std::vector<std::string_view> names = words_of(*itemprop, is_incomplete_);
  if (names.empty()) return;
  if (!is_item(element)) return add(names, property_json(element, base_, texts_));
  const auto is_open = [&](const OpenItem& one) { return one.element == element; };
  if (std::any_of(open_.begin(), open_.end(), is_open)) return add(names, "\"ERROR\"");
  if (open_.size() == kMostLevels) {
    is_incomplete_ = true;
  } else {
    open(element, std::move(names));
  }
}

/// Adds a value to the innermost item.
void Reader::add(const std::vector<std::string_view>& names, const std::string& json) {
  for (const std::string_view name : names) {
    bytes_ += name.size() + json.size();
    if (bytes_ > found_.room()) return drop();
    open_.back().properties.add(name, json);
  }
}

void Reader::close() {
  const OpenItem item = std::move(open_.back());
  open_.pop_back();
  if (is_dropped_) return;
  std::string json = begin_json(item.element);
  if (item.properties.empty()) {
    json += "\"value\":";
    text::append_json_string(json, texts_.of(item.element));
  } else {
    json += "\"properties\":" + item.properties.json();
  }
  json += '}';
  if (is_used_up()) return drop();
  if (!open_.empty()) return add(item.names, json);
  const auto types = words_of(value_of(item.element, "itemtype"));
  found_.add("microdata", types.empty() ? std::string_view() : short_type(types.front()), std::move(json));
}

/// The type and the id, which only an item with a type may have.
std::string Reader::begin_json(const Node& item) const {
  std::string json = "{";
  const auto types = words_of(value_of(item, "itemtype"));
  if (types.empty()) return json;
  json += types.size() == 1 ? "\"type\":" : "\"type\":[";
  for (const std::string_view type : types) {
    if (type != types.front()) json += ',';
    text::append_json_string(json, type);
  }
  json += types.size() == 1 ? "," : "],";
  if (const auto id = item.attribute("itemid")) {
    json += "\"id\":";
    text::append_json_string(json, item_url(*id, base_));
    json += ',';
  }
  return json;
}

}  // namespace

void add_microdata(const Tree& tree, const std::optional<fetch::Url>& base, NodeText& texts,
                   StructuredData& found) {
  Reader(tree, base, texts, found).read();
}

}  // namespace trawl::extract
