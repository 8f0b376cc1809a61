#include "web/static_file.hpp"

#include <array>
#include <utility>

namespace trawl::web {

std::string_view content_type_of(std::string_view path) {
  using Row = std::pair<std::string_view, std::string_view>;
  static constexpr std::array kTypes{Row{".html", "text/html; charset=utf-8"},
                                     Row{".css", "text/css; charset=utf-8"},
                                     Row{".js", "text/javascript; charset=utf-8"},
                                     Row{".txt", "text/plain; charset=utf-8"},
                                     Row{".xml", "application/xml"},
                                     Row{".rss", "application/rss+xml"},
                                     Row{".atom", "application/atom+xml"},
                                     Row{".json", "application/json"},
                                     Row{".csv", "text/csv; charset=utf-8"},
                                     Row{".svg", "image/svg+xml"},
                                     Row{".png", "image/png"},
                                     Row{".jpg", "image/jpeg"},
                                     Row{".gif", "image/gif"},
                                     Row{".ico", "image/x-icon"},
                                     Row{".pdf", "application/pdf"}};
  for (const auto& [extension, type] : kTypes) {
    if (path.ends_with(extension)) return type;
  }
  return "application/octet-stream";
}

HttpReply file_reply(const EmbeddedFile& file, const HttpRequest& request) {
  HttpReply reply{200, std::string(content_type_of(file.path)), "", {{"Vary", "Accept-Encoding"}}};
  if (accepts_gzip(request)) {
    reply.body.assign(file.gzipped.begin(), file.gzipped.end());
    reply.headers.emplace_back("Content-Encoding", "gzip");
  } else {
    reply.body = inflated(file);
  }
  return reply;
}

}  // namespace trawl::web
