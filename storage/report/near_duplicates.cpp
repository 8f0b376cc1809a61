#include "storage/report/near_duplicates.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <unordered_map>

namespace trawl::storage {
namespace {

constexpr int kMostBits = 3;
constexpr std::size_t kMostPairs = 5'000'000;

constexpr std::size_t kBlocks = 6;
constexpr std::array<std::uint64_t, kBlocks> kMasks = [] {
  constexpr std::array<int, kBlocks> kBits{11, 11, 11, 11, 10, 10};
  std::array<std::uint64_t, kBlocks> masks{};
  int shift = 0;
  for (std::size_t i = 0; i < kBlocks; ++i) {
    masks[i] = ((std::uint64_t{1} << kBits[i]) - 1) << shift;
    shift += kBits[i];
  }
  return masks;
}();

struct Keyed {
  std::uint64_t key;
  std::uint32_t place;
};

/// The first three blocks that are 0, as one mask: a pair is taken once, where these are compared.
std::uint64_t first_equal_blocks(std::uint64_t difference) {
  std::uint64_t blocks = 0;
  int count = 0;
  for (const std::uint64_t mask : kMasks) {
    if ((difference & mask) != 0) continue;
    blocks |= mask;
    if (++count == 3) break;
  }
  return blocks;
}

void add_pairs(std::vector<NearPair>& pairs, std::span<const std::uint64_t> prints,
               std::span<const Keyed> bucket, std::uint64_t mask, std::size_t most) {
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    for (std::size_t j = i + 1; j < bucket.size(); ++j) {
      if (pairs.size() >= most) return;
      const std::uint64_t difference = prints[bucket[i].place] ^ prints[bucket[j].place];
      const int distance = std::popcount(difference);
      if (distance > kMostBits || first_equal_blocks(difference) != mask) continue;
      pairs.push_back(
          {std::min(bucket[i].place, bucket[j].place), std::max(bucket[i].place, bucket[j].place), distance});
    }
  }
}

}  // namespace

std::vector<NearPair> near_pairs(std::span<const std::uint64_t> fingerprints, std::size_t most) {
  std::vector<NearPair> pairs;
  std::vector<Keyed> keyed(fingerprints.size());
  for (std::size_t a = 0; a < kBlocks; ++a) {
    for (std::size_t b = a + 1; b < kBlocks; ++b) {
      for (std::size_t c = b + 1; c < kBlocks; ++c) {
        const std::uint64_t mask = kMasks[a] | kMasks[b] | kMasks[c];
        for (std::size_t i = 0; i < keyed.size(); ++i)
          keyed[i] = {fingerprints[i] & mask, static_cast<std::uint32_t>(i)};
        std::sort(keyed.begin(), keyed.end(), [](const Keyed& x, const Keyed& y) { return x.key < y.key; });
        for (std::size_t begin = 0, end = 0; begin < keyed.size(); begin = end) {
          while (end < keyed.size() && keyed[end].key == keyed[begin].key) ++end;
          if (end - begin > 1)
            add_pairs(pairs, fingerprints, std::span(keyed).subspan(begin, end - begin), mask, most);
        }
      }
    }
  }
  return pairs;
}

void create_near_duplicates(Connection& connection) {
  std::vector<std::uint64_t> prints;
  std::vector<std::int64_t> pages;  // the first page of each fingerprint
  std::unordered_map<std::uint64_t, std::size_t> places;
  connection.execute("CREATE TEMP TABLE near_pairs(one INTEGER, other INTEGER, distance INTEGER)");
  Statement insert(connection, "INSERT INTO near_pairs VALUES (?, ?, ?)");
  {
    Statement select(
        connection, "SELECT id, simhash FROM page_facts WHERE simhash <> 0 AND status_class = 2 ORDER BY id");
    Rows rows = select.rows();
    while (rows.next()) {
      const auto print = static_cast<std::uint64_t>(rows.integer(1));
      const auto [known, is_new] = places.emplace(print, prints.size());
      if (!is_new) {
        insert.run(pages[known->second], rows.integer(0), 0);
        continue;
      }
      prints.push_back(print);
      pages.push_back(rows.integer(0));
    }
  }
  for (const NearPair& pair : near_pairs(prints, kMostPairs))
    insert.run(pages[pair.one], pages[pair.other], pair.distance);
  connection.execute(R"sql(
CREATE TEMP VIEW near_duplicates AS
SELECT a.url, b.url AS near_url, p.distance
FROM near_pairs AS p CROSS JOIN page_facts AS a ON a.id = p.one CROSS JOIN page_facts AS b ON b.id = p.other)sql");
}

}  // namespace trawl::storage
