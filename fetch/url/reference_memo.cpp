#include "fetch/url/reference_memo.hpp"

#include <functional>

namespace trawl::fetch {

namespace {
constexpr std::size_t kLongestKept = 256;

/// Whether the reference leads to the same place from each page of a folder. One that has nothing but a query
/// or a fragment does not, nor does it behind the scheme of its page ("http:?x").
bool means_the_same_in_a_folder(std::string_view reference) {
  if (reference.empty() || reference.size() > kLongestKept) return false;
  const char first = reference.front();
  if (first == '#' || first == '?' || static_cast<unsigned char>(first) <= ' ') return false;
  const std::size_t mark = reference.find_first_of(":/?#");
  if (mark == std::string_view::npos || reference[mark] != ':') return true;
  return reference.substr(mark).starts_with("://");
}

std::string_view folder_prefix(const Url& url) {
  const std::string_view path = url.path();
  const auto before_path = static_cast<std::size_t>(path.data() - url.href().data());
  return std::string_view(url.href()).substr(0, before_path + path.rfind('/') + 1);
}
}  // namespace

struct ReferenceMemo::Entry {
  std::uint64_t folder = 0;
  std::string reference;
  std::optional<Url> url;
};

ReferenceMemo::ReferenceMemo() : entries_(std::make_unique<Entry[]>(kEntries)) {}
ReferenceMemo::~ReferenceMemo() = default;

std::uint64_t ReferenceMemo::folder_of(const Url& base) {
  const std::string_view prefix = folder_prefix(base);
  for (const Folder& folder : folders_)
    if (folder.prefix == prefix) return folder.number;
  Folder& oldest = folders_[numbers_ % kFolders];
  oldest.prefix = prefix;
  return oldest.number = ++numbers_;
}

std::optional<Url> ReferenceMemo::resolve(std::string_view reference, const Url& base, std::uint64_t folder,
                                          std::string* why) {
  if (!means_the_same_in_a_folder(reference)) return Url::parse(reference, &base, why);
  const std::size_t hash = std::hash<std::string_view>()(reference) + folder * std::size_t{0x9e3779b9};
  Entry& entry = entries_[hash % kEntries];
  if (entry.folder != folder || entry.reference != reference) {
    auto url = Url::parse(reference, &base, why);
    if (!url) return url;
    entry.folder = folder;
    entry.reference = reference;
    entry.url = std::move(url);
  }
  return entry.url;
}

}  // namespace trawl::fetch
