#include "scraper/crawl/visit/shape_watch.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "storage/tables/hash.hpp"

namespace trawl::crawl {
namespace {

using storage::ShapeState;

/// At about 100 bytes each.
constexpr std::size_t kMostShapes = 50'000;
constexpr std::size_t kMostTextBytes = 16 << 20;
/// Runs of words and numbers of a short text.
constexpr int kFewWords = 20;
/// Of the links of one page.
constexpr std::size_t kMostLinks = 200;

std::uint64_t hash_of(std::string_view text) {
  return storage::hash128(text).low;
}

std::uint64_t hash_of(const storage::ItemRow& row) {
  std::string all = std::to_string(row.table);
  for (const storage::ItemValue& value : row.values) {
    all += '\0';
    if (const auto* const text = std::get_if<std::string>(&value)) all += *text;
    if (const auto* const number = std::get_if<std::int64_t>(&value)) all += std::to_string(*number);
    if (const auto* const real = std::get_if<double>(&value)) all += fmt::format("{}", *real);
  }
  return hash_of(all);
}

std::uint64_t key_of(std::string_view origin, std::string_view shape) {
  return storage::hash128(shape, hash_of(origin)).low;
}

bool is_watched(const storage::Lease& lease) {
  return lease.kind == storage::UrlKind::page && lease.request.empty();
}

bool holds(ShapeState state) {
  return state == ShapeState::held || state == ShapeState::dropped;
}

bool is_medium(std::string_view kind) {
  constexpr std::string_view kMedia[] = {"img", "source", "video", "audio", "embed", "object"};
  return std::find(std::begin(kMedia), std::end(kMedia), kind) != std::end(kMedia);
}

/// Whether short texts on such URLs are told apart by their bytes, if they lead to many others: sites of many
/// short pages have such URLs.
bool is_plain(const UrlShape& shape) {
  constexpr auto kDeep = 5;
  return shape.own.find('?') == std::string::npos &&
         std::count(shape.own.begin(), shape.own.end(), '/') < kDeep;
}

/// Whether a page has more links to URLs of its own shape than one forward and one back.
bool leads_to_many(const UrlShape& shape, const storage::Visit& visit) {
  constexpr int kMany = 3;
  int links = 0;
  for (const storage::NewUrl& found : visit.found)
    if (found.kind == storage::UrlKind::page && shape_of(found.url).own == shape.own && ++links == kMany)
      return true;
  return false;
}

/// Whether they are of one narrow family, whose pages would keep each other good.
bool are_alike(const UrlShape& a, const UrlShape& b) {
  return !a.families.empty() && !b.families.empty() && a.families.front() == b.families.front();
}

/// Without parameters, or with one: then a site may well have all that the shape allows.
bool has_one_variable(std::string_view shape) {
  return shape.find('&') == std::string_view::npos;
}

bool is_next_page(const storage::NewUrl& found) {
  return found.state == storage::UrlState::pending && found.kind == storage::UrlKind::page &&
         found.request.empty() && found.depth > 0;
}

}  // namespace

void ShapeWatch::restore(const storage::ShapeRecord& record) {
  const std::scoped_lock lock(lock_);
  Entry& restored = entry(record.host, record.shape);
  restored.yield = ShapeYield(record.fetched, record.recent);
  restored.state = record.state;
  if (holds(record.state)) add_holding(record.host, 1);
}

void ShapeWatch::set(std::string_view origin, std::string_view shape, ShapeState state) {
  const std::scoped_lock lock(lock_);
  Entry& changed = entry(origin, shape);
  add_holding(origin, int{holds(state)} - int{holds(changed.state)});
  changed.state = state;
}

void ShapeWatch::add_holding(std::string_view origin, int change) {
  holding_[std::string(origin)] += change;
  holds_any_ = std::any_of(holding_.begin(), holding_.end(), [](const auto& one) { return one.second > 0; });
}

ShapeWatch::Entry& ShapeWatch::entry(std::string_view origin, std::string_view shape) {
  const std::uint64_t key = key_of(origin, shape);
  if (const auto place = places_.find(key); place != places_.end()) {
    entries_.splice(entries_.begin(), entries_, place->second);
    return entries_.front();
  }
  while (entries_.size() >= kMostShapes && entries_.back().state == ShapeState::open) {
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }
  // What a person is to decide or has decided is never forgotten.
  if (entries_.size() >= kMostShapes) entries_.splice(entries_.begin(), entries_, std::prev(entries_.end()));
  Entry& added = entries_.emplace_front();
  added.key = key;
  places_[key] = entries_.begin();
  return added;
}

const ShapeWatch::Entry* ShapeWatch::known(std::string_view origin, std::string_view shape) const {
  const auto place = places_.find(key_of(origin, shape));
  return place == places_.end() ? nullptr : &*place->second;
}

SeenText& ShapeWatch::said_by(std::string_view origin) {
  const std::string name(origin);
  if (const auto place = said_places_.find(name); place != said_places_.end()) {
    said_.splice(said_.begin(), said_, place->second);
  } else {
    said_.emplace_front().origin = name;
    said_places_[name] = said_.begin();
  }
  while (text_bytes_ > kMostTextBytes && said_.size() > 1) {
    text_bytes_ -= said_.back().text.bytes();
    said_places_.erase(said_.back().origin);
    said_.pop_back();
  }
  return said_.front().text;
}

std::string ShapeWatch::look_at(const storage::Lease& lease, std::string_view text, storage::Visit& visit) {
  // An error leads nowhere, and is of use to those who look for it.
  const bool is_answer = visit.page && visit.page->error.empty() && visit.page->status < 400;
  if (!is_watched(lease) || !is_answer) return "";
  const UrlShape shape = shape_of(lease.url);
  const std::string_view origin = origin_in(lease.url);
  const std::scoped_lock lock(lock_);
  std::vector<Counted> counted{{origin, shape.own, true, entry(origin, shape.own)}};
  if (!counted.front().entry.yield.speaks())
    for (const std::string& family : shape.families)
      counted.push_back({origin, family, false, entry(origin, family)});
  const bool is_first = std::all_of(counted.begin(), counted.end(),
                                    [](const Counted& one) { return one.entry.yield.fetched() == 0; });
  const bool is_rich = std::all_of(counted.begin() + (counted.size() > 1 ? 1 : 0), counted.end(),
                                   [](const Counted& one) { return one.entry.yield.is_rich(); });
  News news;
  // Many hosts have one page of a shape only. Of a rich shape each eighth page is looked at.
  if (is_first || (is_rich && (counted.back().entry.yield.fetched() & 7) != 0)) {
    news.has_content = true;
    news.items = static_cast<int>(visit.items.size());
  } else {
    news = news_of(lease, shape, text, visit);
  }
  std::string told;
  for (const Counted& one : counted)
    if (std::string note = count(one, news, visit); told.empty()) told = std::move(note);
  return told;
}

ShapeWatch::News ShapeWatch::news_of(const storage::Lease& lease, const UrlShape& shape,
                                     std::string_view text, const storage::Visit& visit) {
  const std::string_view origin = origin_in(lease.url);
  SeenText& seen = said_by(origin);
  const std::size_t bytes = seen.bytes();
  const UrlWords words(lease.url);
  News news;
  SeenText::News said = seen.add(text, words);
  said += seen.add(visit.page->title, words);
  said += seen.add(visit.page->description, words);
  news.has_content = said.is_content();
  const bool is_new_body = !visit.page->content_hash.empty() && seen.add(hash_of(visit.page->content_hash));
  const bool is_short = said.all < kFewWords && is_plain(shape) && leads_to_many(shape, visit);
  if (is_new_body && (text.empty() || is_short)) news.has_content = true;
  for (const storage::FoundLink& link : visit.links) {
    if (!link.target || !is_medium(link.kind)) continue;
    const std::string& url = visit.found[*link.target].url;
    if (seen.add(hash_of(std::string_view(url).substr(0, url.find('?'))))) news.has_content = true;
  }
  for (const storage::ItemRow& row : visit.items)
    if (seen.add(hash_of(row))) ++news.items;
  if (!news.brought_something()) look_at_links(origin, shape, seen, visit, news);
  text_bytes_ += seen.bytes() - bytes;
  return news;
}

/// A page leads on if it redirects to a new URL, or has links that no page that brought nothing had before,
/// to URLs of other shapes, which bring something.
void ShapeWatch::look_at_links(std::string_view origin, const UrlShape& shape, SeenText& seen,
                               const storage::Visit& visit, News& news) const {
  std::size_t looked_at = 0;
  for (const storage::NewUrl& found : visit.found) {
    if (found.state != storage::UrlState::pending || found.kind != storage::UrlKind::page) continue;
    const bool is_redirect = found.via_kind == storage::ViaKind::redirect;
    if (!is_redirect && (origin_in(found.url) != origin || ++looked_at > kMostLinks)) continue;
    const UrlShape target = shape_of(found.url);
    const bool is_own = target.own == shape.own;
    if (!is_own && !is_redirect && (are_alike(shape, target) || !is_good(origin, target))) continue;
    if (!seen.add(hash_of(found.url))) continue;
    if (is_own) ++news.own_links;
    if (!is_own || is_redirect) news.leads_on = true;
  }
}

bool ShapeWatch::is_good(std::string_view origin, const UrlShape& shape) const {
  const Entry* const own = known(origin, shape.own);
  if (own != nullptr && own->yield.speaks()) return own->yield.is_good();
  return std::any_of(shape.families.begin(), shape.families.end(), [&](const std::string& family) {
    const Entry* const one = known(origin, family);
    return one != nullptr && one->yield.is_good();
  });
}

std::string ShapeWatch::count(const Counted& counted, const News& news, storage::Visit& visit) {
  Entry& entry = counted.entry;
  const bool spoke = entry.yield.speaks();
  entry.yield.add(news.brought_something());
  entry.new_content += news.has_content ? 1 : 0;
  entry.new_items += news.items;
  if (!news.brought_something()) entry.yield.add_links(news.own_links);
  if (!entry.yield.speaks()) return "";
  storage::ShapeChange& change = visit.shapes.emplace_back();
  change.shape = counted.shape;
  change.fetched = spoke ? 1 : entry.yield.fetched();
  change.new_content = std::exchange(entry.new_content, 0);
  change.new_items = std::exchange(entry.new_items, 0);
  change.recent = entry.yield.recent();
  if (entry.state != ShapeState::open || !entry.yield.has_collapsed()) return "";
  if (counted.is_own && has_one_variable(counted.shape) && !entry.yield.is_chain()) return "";
  entry.state = ShapeState::held;
  add_holding(counted.origin, 1);
  change.holds = [this, shape = change.shape](std::string_view url) {
    const std::scoped_lock lock(lock_);
    const Verdict verdict = verdict_on(url);
    return verdict.state == ShapeState::held && verdict.shape == shape;
  };
  return fmt::format(
      "of the last {} pages like {}{} {} brought anything new: further ones are held back",
      ShapeYield::kWindow, counted.origin, counted.shape,
      entry.yield.recent() == 0 ? "none" : std::to_string(std::popcount(entry.yield.recent())));
}

void ShapeWatch::judge(std::vector<storage::NewUrl>& found) {
  if (!holds_any_) return;
  const std::scoped_lock lock(lock_);
  for (storage::NewUrl& one : found) {
    if (!is_next_page(one)) continue;
    Verdict verdict = verdict_on(one.url);
    if (verdict.state == ShapeState::open) continue;
    one.state = verdict.state == ShapeState::held ? storage::UrlState::held : storage::UrlState::skipped;
    one.skip = storage::Skip(storage::SkipReason::trap, storage::shape_detail(verdict.shape));
  }
}

ShapeWatch::Verdict ShapeWatch::judge(const storage::Lease& lease) {
  if (!holds_any_ || !is_watched(lease) || lease.depth == 0) return {};
  const std::scoped_lock lock(lock_);
  return verdict_on(lease.url);
}

/// What is known of the own shape counts before what is known of its families.
ShapeWatch::Verdict ShapeWatch::verdict_on(std::string_view url) const {
  const std::string_view origin = origin_in(url);
  const auto holding = holding_.find(std::string(origin));
  if (holding == holding_.end() || holding->second <= 0) return {};
  const UrlShape shape = shape_of(url);
  if (const Entry* const own = known(origin, shape.own)) {
    if (holds(own->state)) return {own->state, shape.own};
    if (own->state == ShapeState::released || own->yield.is_good()) return {};
  }
  for (const std::string& family : shape.families) {
    const Entry* const one = known(origin, family);
    if (one != nullptr && one->state == ShapeState::released) return {};
  }
  for (const std::string& family : shape.families) {
    const Entry* const one = known(origin, family);
    if (one != nullptr && holds(one->state)) return {one->state, family};
  }
  return {};
}

}  // namespace trawl::crawl
