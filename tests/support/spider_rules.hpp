#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scraper/extract/spider.hpp"

namespace trawl::support {

/// `css("a")`, `json("$.x")`, …: how tests write selectors.
inline extract::Selector selector(extract::Language language, std::string text) {
  extract::Selector selector;
  selector.language = language;
  selector.text = std::move(text);
  return selector;
}
inline extract::Selector css(std::string text) {
  return selector(extract::Language::css, std::move(text));
}
inline extract::Selector json(std::string text) {
  return selector(extract::Language::json, std::move(text));
}

struct FieldOf : extract::Field {
  FieldOf(std::string field_name, extract::Selector how,
          extract::FieldType field_type = extract::FieldType::text) {
    name = std::move(field_name);
    selectors.push_back(std::move(how));
    type = field_type;
  }
  FieldOf& is_required() {
    required = true;
    return *this;
  }
  FieldOf& is_list() {
    many = true;
    return *this;
  }
  FieldOf& or_else(std::string text) {
    fallback = std::move(text);
    return *this;
  }
  FieldOf& or_by(extract::Selector how) {
    selectors.push_back(std::move(how));
    return *this;
  }
  FieldOf& filter(std::string filter_name, std::vector<std::string> arguments = {}) {
    extract::Filter& added = filters.emplace_back();
    added.name = std::move(filter_name);
    added.arguments = std::move(arguments);
    return *this;
  }
};

/// Makes the rules of a spider file step by step.
class SpiderRules {
 public:
  /// The rows of a table, on pages whose URL matches; "" as `select`: one row a page.
  SpiderRules& items(const std::string& url, const std::string& table, const extract::Selector& select,
                     std::vector<extract::Field> fields, std::vector<std::string> key = {}) {
    extract::PageRule& page = spider_->pages.emplace_back();
    page.match.url = url;
    page.items.push_back(rule(table, select, std::move(fields), std::move(key), {}));
    return *this;
  }
  /// Rows in each row of the last items().
  SpiderRules& nested(const std::string& table, const extract::Selector& select,
                      std::vector<extract::Field> fields) {
    extract::ItemRule& outer = spider_->pages.back().items.back();
    outer.nested.push_back(rule(table, select, std::move(fields), {}, outer.table));
    return *this;
  }
  extract::FollowRule& follow() { return spider_->follow.emplace_back(); }
  SpiderRules& follow(const extract::Selector& select, std::string label = "") {
    follow().selector = select;
    spider_->follow.back().label = std::move(label);
    return *this;
  }
  extract::StartRequest& start(std::string url) {
    spider_->start.emplace_back().urls.push_back(std::move(url));
    return spider_->start.back();
  }
  extract::Spider& spider() { return *spider_; }
  std::shared_ptr<const extract::Spider> made() const { return spider_; }

 private:
  extract::ItemRule rule(const std::string& table, const extract::Selector& select,
                         std::vector<extract::Field> fields, std::vector<std::string> key,
                         std::optional<std::size_t> parent) {
    extract::ItemRule rule;
    rule.table = table_at(table, parent);
    if (!select.text.empty()) rule.select = select;
    rule.key = key;
    extract::ItemTable& made = spider_->tables[rule.table];
    if (!key.empty()) made.key = std::move(key);
    for (const extract::Field& field : fields) {
      const auto is_it = [&field](const auto& column) { return column.first == field.name; };
      if (std::none_of(made.fields.begin(), made.fields.end(), is_it))
        made.fields.emplace_back(field.name, field.many ? extract::FieldType::json : field.type);
    }
    rule.fields = std::move(fields);
    return rule;
  }
  std::size_t table_at(const std::string& name, std::optional<std::size_t> parent) {
    for (std::size_t i = 0; i < spider_->tables.size(); ++i) {
      if (spider_->tables[i].name == name) return i;
    }
    extract::ItemTable& table = spider_->tables.emplace_back();
    table.name = name;
    table.parent = parent;
    return spider_->tables.size() - 1;
  }

  std::shared_ptr<extract::Spider> spider_ = std::make_shared<extract::Spider>();
};

}  // namespace trawl::support
