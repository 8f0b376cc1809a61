#include "storage/export/graph.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "storage/export/formats.hpp"
#include "storage/export/xml_text.hpp"
#include "storage/file/database.hpp"

namespace trawl::storage {
namespace {

struct Attribute {
  std::string_view name, type;
};
/// The names of columns.
constexpr std::array<Attribute, 11> kOfNodes{{{"url", "string"},
                                              {"title", "string"},
                                              {"status", "int"},
                                              {"error", "string"},
                                              {"state", "string"},
                                              {"skip_reason", "string"},
                                              {"depth", "int"},
                                              {"kind", "string"},
                                              {"host", "string"},
                                              {"content_type", "string"},
                                              {"size", "long"}}};
constexpr std::array<Attribute, 5> kOfEdges{
    {{"kind", "string"}, {"text", "string"}, {"rel", "string"}, {"nofollow", "boolean"}, {"links", "int"}}};

std::string head() {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
      "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";
  const auto add = [&xml](std::string_view prefix, std::string_view owner, const Attribute& one) {
    xml += fmt::format("<key id=\"{0}{1}\" for=\"{2}\" attr.name=\"{1}\" attr.type=\"{3}\"/>\n", prefix,
                       one.name, owner, one.type);
  };
  for (const Attribute& one : kOfNodes) add("n_", "node", one);
  for (const Attribute& one : kOfEdges) add("e_", "edge", one);
  return xml + "<graph id=\"links\" edgedefault=\"directed\">\n";
}

void append_data(std::string& xml, std::string_view prefix, std::string_view name, std::string_view value) {
  xml.append("<data key=\"").append(prefix).append(name).append("\">");
  append_xml(xml, value);
  xml += "</data>";
}

/// A set of ids, with a bit for each.
class IdSet {
 public:
  void add(std::int64_t id) {
    const auto at = static_cast<std::size_t>(id);
    if (at >= bits_.size()) bits_.resize(std::max(at + 1, 2 * bits_.size()));
    bits_[at] = true;
  }
  bool has(std::int64_t id) const {
    return static_cast<std::size_t>(id) < bits_.size() && bits_[static_cast<std::size_t>(id)];
  }

 private:
  std::vector<bool> bits_;
};

/// Writes a node for each row of urls_sql().
class Nodes : public RowSink {
 public:
  Nodes(Output& output, IdSet& ids) : output_(output), ids_(ids) {}
  void columns(const std::vector<std::string>& names) override {
    for (std::size_t i = 0; i < names.size(); ++i) places_[names[i]] = i;
  }
  void row(std::span<const Value> cells) override {
    const auto* const id = std::get_if<std::int64_t>(&cells[places_.at("url_id")]);
    if (id == nullptr || *id < 0) return;
    ids_.add(*id);
    std::string xml = fmt::format("<node id=\"n{}\">", *id);
    for (const Attribute& one : kOfNodes) {
      const Value& cell = cells[places_.find(one.name)->second];
      const bool is_number = std::holds_alternative<std::int64_t>(cell);
      if (std::holds_alternative<std::monostate>(cell) || (one.type != "string" && !is_number)) continue;
      append_data(xml, "n_", one.name, cell_text(cell));
    }
    output_.stream() << xml << "</node>\n";
    output_.end_record();
    ++count;
  }
  void end() override {}
  std::int64_t count = 0;

 private:
  Output& output_;
  IdSet& ids_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

/// The rows are links (source, target, kind, text, rel, nofollow), those of one source together.
class Edges : public RowSink {
 public:
  Edges(Output& output, const IdSet& ids) : output_(output), ids_(ids) {}
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override {
    const auto* const source = std::get_if<std::int64_t>(&cells[0]);
    const auto* const target = std::get_if<std::int64_t>(&cells[1]);
    if (source == nullptr || target == nullptr || !ids_.has(*source) || !ids_.has(*target)) return;
    if (*source != source_) write_edges();
    source_ = *source;
    Edge& edge = edges_[*target];
    if (edge.links++ > 0) return;
    edge.kind = cell_text(cells[2]);
    edge.text = cell_text(cells[3]);
    edge.rel = cell_text(cells[4]);
    edge.nofollow = cell_text(cells[5]) == "1";
  }
  void end() override { write_edges(); }
  std::int64_t count = 0;

 private:
  struct Edge {
    int links = 0;
    std::string kind, text, rel;
    bool nofollow = false;
  };
  void write_edges() {
    for (const auto& [target, edge] : edges_) {
      std::string xml = fmt::format("<edge source=\"n{}\" target=\"n{}\">", source_, target);
      append_data(xml, "e_", "kind", edge.kind);
      if (!edge.text.empty()) append_data(xml, "e_", "text", edge.text);
      if (!edge.rel.empty()) append_data(xml, "e_", "rel", edge.rel);
      append_data(xml, "e_", "nofollow", edge.nofollow ? "true" : "false");
      append_data(xml, "e_", "links", std::to_string(edge.links));
      output_.stream() << xml << "</edge>\n";
      output_.end_record();
      ++count;
    }
    edges_.clear();
  }

  Output& output_;
  const IdSet& ids_;
  std::int64_t source_ = -1;
  std::map<std::int64_t, Edge> edges_;  // of source_, by target
};

}  // namespace

GraphSize write_graph(const std::filesystem::path& file, const PageFilter& filter, bool with_unfetched,
                      const QueryLimits& limits, Output& output, const QueryExtras& extras) {
  const std::int64_t version = schema_version(file);
  IdSet ids;
  Nodes nodes(output, ids);
  output.stream() << head();
  output.end_record();
  PageFilter of_nodes = filter;
  if (!with_unfetched)
    of_nodes.where =
        filter.where.empty() ? "status IS NOT NULL" : "(" + filter.where + "\n) AND status IS NOT NULL";
  run_query(file, urls_sql(of_nodes, version), nodes, limits, extras);
  Edges edges(output, ids);
  const std::string newest = newest_condition(filter, "p");
  run_query(
      file,
      "SELECT p.url_id, l.url_id, l.kind, l.text, l.rel, l.nofollow FROM pages AS p CROSS JOIN links AS l "
      "ON l.page_id = p.id WHERE l.url_id IS NOT NULL AND " +
          newest + " ORDER BY p.id",
      edges, limits);
  run_query(file,
            "SELECT p.url_id, p.redirect_id, 'redirect', NULL, NULL, 0 FROM pages AS p "
            "WHERE p.redirect_id IS NOT NULL AND " +
                newest + " ORDER BY p.id",
            edges, limits);
  output.stream() << "</graph>\n</graphml>\n";
  output.end_record();
  return {nodes.count, edges.count};
}

}  // namespace trawl::storage
