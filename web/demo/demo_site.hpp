#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "web/demo/demo_routes.hpp"
#include "web/embedded.hpp"
#include "web/http_server.hpp"

namespace trawl::web {

/// A website on a free port of 127.0.0.1, for `trawl demo` and for tests. It serves the files below
/// seeds/demo, the other answers that their `_routes.txt` lists, an API that gives the stock page by page
/// (/api/articles), and a calendar without end. In text files
/// `{{ORIGIN}}` stands for the site's own origin.
/// Owns: its server.
/// Thread: any.
class DemoSite {
 public:
  explicit DemoSite(const std::vector<EmbeddedFile>& files = embedded_files("seeds/demo/"));

  /// "http://127.0.0.1:43121", without a slash at the end.
  const std::string& url() const { return server_.origin(); }

  /// The requests so far, as path and query, in order of arrival.
  std::vector<std::string> requests() const;

 private:
  HttpReply answer(const HttpRequest& request);
  HttpReply page(const HttpRequest& request) const;

  std::map<std::string, EmbeddedFile> files_;  // by path on the site
  std::map<std::string, DemoRoute> routes_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;  // guarded by mutex_
  HttpServer server_;                  // last: it calls answer() as soon as it exists
};

}  // namespace trawl::web
