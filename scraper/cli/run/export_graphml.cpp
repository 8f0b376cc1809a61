#include <fmt/format.h>

#include "scraper/cli/run/export_request.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "storage/export/graph.hpp"
#include "storage/export/output.hpp"

namespace trawl::cli {

ExitCode export_graphml(const ExportRequest& request) {
  storage::Output output(request.output);
  const auto size = storage::write_graph(request.file, request.filter, request.with.contains("unfetched"),
                                         request.limits, output, sql_functions());
  if (size.nodes == 0) return nothing_to_export(request, "page");
  output.commit();
  say_written(request, fmt::format("{} and {}", counted(size.nodes, "node"), counted(size.edges, "edge")));
  return ExitCode::done;
}

}  // namespace trawl::cli
