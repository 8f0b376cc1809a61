#include "storage/tables/link_table.hpp"

#include <charconv>
#include <string_view>

#include "storage/tables/anchor_pages.hpp"

namespace trawl::storage {
namespace {

/// How many anchors are remembered at least: a menu and the neighbourhood of a page are much fewer.
constexpr std::size_t kGeneration = 43'000;  // what a table of 2^16 slots holds
constexpr std::size_t kAhead = 8;            // links, whose ids are on their way from memory meanwhile
constexpr int kColumns = 10;
constexpr std::size_t kRowsAtOnce = 32;

/// A failure ends the batch anyway; with OR ROLLBACK SQLite need not keep a journal for each statement.
std::string insert_sql(std::size_t rows) {
  std::string row = "(?";
  for (int i = 1; i < kColumns; ++i) row += ", ?";
  std::string sql(
      "INSERT OR ROLLBACK INTO anchors(id, url_id, kind, text, rel, nofollow, fragment, href, attributes, "
      "error) "
      "VALUES ");
  for (std::size_t i = 0; i < rows; ++i) sql.append(i == 0 ? "" : ", ").append(row).append(")");
  return sql;
}

void append_integer(std::string& out, std::int64_t number) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

/// What the row of `anchors` is known by. Nobody outside knows the hash, so nobody can make two rows alike.
Hash128 key_of(const FoundLink& link, std::optional<std::int64_t> target) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
  const Hash128 said = link.said == Hash128() ? hash_of(link) : link.said;
  const auto number = static_cast<std::uint64_t>(target.value_or(0));
  return {said.low + number * kOdd, said.high + number};
}

}  // namespace

LinkTable::LinkTable(Connection& connection)
    : connection_(connection),
      insert_one_(connection, insert_sql(1)),
      insert_many_(connection, insert_sql(kRowsAtOnce)),
      insert_list_(connection, "INSERT OR ROLLBACK INTO page_anchors(page_id, anchors) VALUES (?, ?)"),
      length_(connection, "SELECT json_array_length(anchors) FROM page_anchors WHERE page_id = ?"),
      remove_(connection, "DELETE FROM page_anchors WHERE page_id = ?"),
      ids_(kGeneration) {
  forget();
}

void LinkTable::add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets) {
  if (visit.links.empty()) return;
  std::string list;
  list.reserve(8 * visit.links.size());
  const auto target_of = [&targets](const FoundLink& link) {
    return link.target ? std::optional(targets.at(*link.target)) : std::nullopt;
  };
  for (std::size_t i = 0; i < visit.links.size(); ++i) {
    if (const std::size_t ahead = i + kAhead; ahead < visit.links.size())
      ids_.prefetch(key_of(visit.links[ahead], target_of(visit.links[ahead])));
    const FoundLink& link = visit.links[i];
    const auto target = target_of(link);
    const Hash128 key = key_of(link, target);
    std::optional<std::int64_t> id = ids_.find(key);
    if (!id) {
      id = next_id_++;
      ids_.remember(key, *id);
      anchors_.push_back({target, &link});
    }
    list += list.empty() ? '[' : ',';
    append_integer(list, *id);
  }
  list += ']';
  insert_list_.run(page_id, list);
}

std::int64_t LinkTable::remove(std::int64_t page_id) {
  std::int64_t count = 0;
  {
    Rows rows = length_.rows(page_id);
    if (rows.next()) count = rows.integer(0);
  }
  if (count == 0) return 0;
  remove_.run(page_id);
  forget_page(connection_, page_id);
  return count;
}

void LinkTable::bind(Statement& statement, int index, std::size_t at) {
  const Anchor& anchor = anchors_[at];
  const FoundLink& link = *anchor.link;
  const LinkRest& rest = link.rest();
  const std::int64_t id = next_id_ - static_cast<std::int64_t>(anchors_.size() - at);
  statement.bind_from(index, id, anchor.target, link.kind, link.text, link.rel, link.nofollow, link.fragment,
                      rest.href, rest.attributes, rest.error);
}

void LinkTable::flush() {
  std::size_t at = 0;
  while (anchors_.size() - at >= kRowsAtOnce) {
    for (std::size_t row = 0; row < kRowsAtOnce; ++row)
      bind(insert_many_, 1 + kColumns * static_cast<int>(row), at++);
    insert_many_.run_bound();
  }
  for (; at < anchors_.size(); ++at) {
    bind(insert_one_, 1, at);
    insert_one_.run_bound();
  }
  anchors_.clear();
}

void LinkTable::forget() {
  anchors_.clear();
  ids_.clear();
  next_id_ = connection_.integer("SELECT max(id) FROM anchors") + 1;
}

}  // namespace trawl::storage
