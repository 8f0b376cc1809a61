#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/export/output.hpp"

namespace trawl::storage {

/// A sitemap of the protocol at https://www.sitemaps.org/protocol.html. What does not fit one file goes to
/// several, "NAME-1.xml" and on, and NAME.xml is the index of them.
class Sitemap {
 public:
  struct Limits {
    Limits() {}
    std::size_t urls = 50'000, bytes = 50 * 1024 * 1024;  ///< of one file
    std::size_t files = 50'000;
  };
  /// `file`: as for Output. `folder_url`: where the files will be found, with a slash at its end.
  Sitemap(std::filesystem::path file, std::string folder_url, Limits limits = {});

  /// A page; `lastmod` is a W3C datetime, "" if it is not known. Throws what Output throws, and
  /// Error (kind limit) when stdout would need a second file.
  void add(std::string_view url, std::string_view lastmod);
  /// Writes what is left. Without a page there is no file. Returns how many files hold URLs.
  std::size_t finish();

 private:
  void begin();
  void end_part();
  std::filesystem::path part_name(std::size_t number) const;

  const std::filesystem::path file_;
  const std::string folder_url_;
  const Limits limits_;
  std::unique_ptr<Output> part_;
  std::size_t urls_in_part_ = 0;
  std::size_t parts_ = 0;  // that have their names
};

/// The last moment at which a page says it was changed, as a W3C datetime; "" if `last_modified`, as in a
/// header, is no date or one after `fetched_at`, in ISO 8601.
std::string lastmod_of(std::string_view last_modified, std::string_view fetched_at);

/// Why a page is not for a sitemap.
enum class NotListed { none, status, kind, noindex, canonical, host, too_long };

/// A page, as far as a sitemap asks. All point into a row.
struct ListedPage {
  ListedPage() {}
  std::string_view url, kind, robots, canonical;
  std::int64_t status = 0;
  bool has_error = false;
};

/// A sitemap has pages that answered whole with 200 (or 304: as before), may be indexed, name no other URL as
/// canonical, stand on the host `origin`, and have a URL of less than 2,048 characters.
NotListed not_listed(const ListedPage& page, std::string_view origin);

}  // namespace trawl::storage
