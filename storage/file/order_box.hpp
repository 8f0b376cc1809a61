#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace trawl::storage {

/// The orders that wait for whoever writes to a crawl file: a text file beside it, FILE-orders, one order a
/// line. Who gives an order only adds a line here, so the crawl's connection stays the only one that writes
/// to the crawl file. The box is there only while an order waits.
///
/// A line stays until its order is in the crawl file, so that a kill loses none; who performs one looks
/// there first, so that a kill repeats none. A box that belongs to another user than this one, the owner of
/// the crawl file and root, or that others may write to, is not read: it could be anybody's.
/// Thread: any; processes exclude each other by a lock on the box.
class OrderBox {
 public:
  explicit OrderBox(const std::filesystem::path& crawl_file);

  /// Adds a line. Throws storage::Error.
  void add(const std::string& line) const;
  /// The lines that wait, the oldest first; none if there is no box.
  std::vector<std::string> lines() const;
  /// Takes out the lines that match. Throws storage::Error.
  void remove_if(const std::function<bool(const std::string& line)>& matches) const;

 private:
  std::string path_;
  uid_t owner_;
};

}  // namespace trawl::storage
