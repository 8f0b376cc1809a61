#include "scraper/cli/settings/settings_layers.hpp"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>

#include "scraper/cli/arguments.hpp"
#include "scraper/cli/run/stored_crawl.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;

using std::chrono::seconds;

namespace {

/// The environment of one case: no settings but those that it sets.
struct Environment {
  Environment() { set("XDG_CONFIG_HOME", folder.path()); }
  ~Environment() {
    for (const std::string& name : names) unsetenv(name.c_str());
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  void set(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    names.push_back(name);
  }
  void user_file(const std::string& text) const {
    std::filesystem::create_directory(folder / "trawl");
    std::ofstream(folder / "trawl" / "config.yaml") << text;
  }

  storage::testing::TemporaryFolder folder;
  std::vector<std::string> names;
};

/// The settings of a resumed crawl, of which the crawl file kept a delay of 7 s, a depth of 2 and one header.
cli::CrawlSettings resumed(const std::vector<std::string>& words = {}) {
  crawl::Options kept;
  kept.delay = seconds(7);
  kept.depth = 2;
  kept.headers = {{"X-A", "kept"}};
  cli::Command resume;
  resume.name = "resume";
  resume.flags = cli::stored_crawl_flags();
  return cli::settings_upon(kept, cli::parse_arguments(resume, words));
}

}  // namespace

TEST_CASE_FIXTURE(Environment,
                  "on resume, what the crawl file keeps wins over variables and the user's file") {
  user_file("depth: 9\nconcurrency: 9\n");
  set("TRAWL_DELAY", "9s");
  set("TRAWL_HEADER", "X-A: from the environment");
  set("TRAWL_ROBOTS", "ignore");
  const cli::CrawlSettings settings = resumed();
  CHECK(settings.options.delay == seconds(7));
  CHECK(settings.options.depth == 2);
  CHECK(settings.options.headers == std::vector<fetch::Header>{{"X-A", "kept"}});
  CHECK(settings.options.concurrency == crawl::Options().concurrency);
  CHECK(settings.options.obey_robots);
}

TEST_CASE_FIXTURE(Environment, "on resume, flags win over what the crawl file keeps") {
  set("TRAWL_DELAY", "9s");
  const cli::CrawlSettings settings = resumed({"--delay", "3s", "-H", "X-B: typed"});
  CHECK(settings.options.delay == seconds(3));
  CHECK(settings.options.depth == 2);
  CHECK(settings.options.headers == std::vector<fetch::Header>{{"X-B", "typed"}});
}

TEST_CASE_FIXTURE(Environment, "on resume, what the crawl file does not keep comes from all layers") {
  user_file("ui: 'off'\nquiet: true\n");
  set("TRAWL_UI", "127.0.0.1:8080");
  set("TRAWL_USER", "me:sesame");
  const cli::CrawlSettings settings = resumed({"--ui-password", "typed"});
  REQUIRE(settings.ui);
  CHECK(settings.ui->port == 8080);
  CHECK(settings.is_quiet);
  CHECK(settings.options.user == "me:sesame");
  CHECK(settings.ui_password == "typed");
}

TEST_CASE_FIXTURE(Environment, "an empty variable is none") {
  set("TRAWL_UI", "");
  set("TRAWL_QUIET", "");
  CHECK(resumed().ui);
  CHECK_FALSE(resumed().is_quiet);
}
