#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/extract/structured/node_text.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// The value of an element as a property of microdata, as JSON
/// (https://html.spec.whatwg.org/multipage/microdata.html#values).
std::string property_json(const Node& element, const std::optional<fetch::Url>& base, NodeText& texts);

/// An absolute URL; what is no http or https URL stays as it is written.
std::string item_url(std::string_view written, const std::optional<fetch::Url>& base);

/// Gathers the values of each property of an item, in the order in which the properties begin.
class ItemProperties {
 public:
  /// `json`: one value.
  void add(std::string_view name, std::string_view json);
  bool empty() const { return all_.empty(); }
  /// An object: a property with several values is a list.
  std::string json() const;

 private:
  struct Property {
    std::string name, values;
    std::size_t count = 0;
  };
  std::vector<Property> all_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace trawl::extract
