#include "scraper/cli/run/page_extras.hpp"

#include <stdexcept>

#include "scraper/cli/command.hpp"
#include "scraper/cli/print/url_story_text.hpp"
#include "scraper/cli/run/saved_queries.hpp"
#include "scraper/cli/run/search_words.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/run/url_report.hpp"
#include "scraper/page/html/fragment_ids.hpp"

namespace trawl::cli {
namespace {

/// Runs what is written for the command line, whose complaints are those of the page, too.
template <typename Work>
auto asked_by_page(Work work) {
  try {
    return work();
  } catch (const UsageError& error) {
    throw web::WrongQuestion(error.what());
  } catch (const std::invalid_argument& error) {
    throw web::WrongQuestion(error.what());
  }
}

std::vector<std::string> ids_of(const storage::StoredPage& page) {
  return page::fragment_ids(page.body, page.charset, page.content_type.starts_with("application/xhtml"));
}

std::string story_of(const std::filesystem::path& file, const std::string& url) {
  return asked_by_page([&] {
    const Json report = url_report(file, url);
    const UrlStory story = url_story(report, file.string());
    const Json answer{
        {"url", story.url}, {"answer", story.answer}, {"story", story.lines}, {"report", report}};
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
  });
}

std::vector<std::pair<std::string, std::string>> queries() {
  return asked_by_page([] {
    const SavedQueries saved;
    std::vector<std::pair<std::string, std::string>> all;
    for (const std::string& name : saved.names()) all.emplace_back(name, saved.sql_of(name));
    return all;
  });
}

}  // namespace

web::PageExtras page_extras() {
  web::PageExtras extras;
  extras.functions = sql_functions();
  extras.read_ids = ids_of;
  extras.story = story_of;
  extras.search_query = [](const std::string& words) {
    return asked_by_page([&] { return search_query(words); });
  };
  extras.saved_queries = queries;
  extras.save_query = [](const std::string& name, const std::string& sql) {
    asked_by_page([&] { SavedQueries().save(name, sql); });
  };
  return extras;
}

}  // namespace trawl::cli
