#include "scraper/cli/settings/config.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include <doctest/doctest.h>

using namespace trawl;

using cli::Config;
using cli::ConfigError;

namespace {

std::map<std::string, std::vector<std::string>> settings_of(const std::string& text) {
  std::map<std::string, std::vector<std::string>> settings;
  for (const auto& setting : cli::parse_config(text, "f.yaml").settings)
    settings[setting.key] = setting.values;
  return settings;
}

std::string complaint(const std::string& text) {
  try {
    cli::parse_config(text, "f.yaml");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("settings are text, named after their flags") {
  auto settings = settings_of("delay: 2s\nlimit: 010\nuser-agent: 'my bot/1'\nscope: domain\n");
  CHECK(settings["delay"] == std::vector<std::string>{"2s"});
  CHECK(settings["limit"] == std::vector<std::string>{"010"});
  CHECK(settings["user-agent"] == std::vector<std::string>{"my bot/1"});
  CHECK(settings["scope"] == std::vector<std::string>{"domain"});
}

TEST_CASE("repeatable settings take one value or a list") {
  auto settings = settings_of("seeds:\n  - http://a.org/\n  - http://b.org/\nexclude: '\\.pdf$'\n");
  CHECK(settings["seeds"] == std::vector<std::string>{"http://a.org/", "http://b.org/"});
  CHECK(settings["exclude"] == std::vector<std::string>{"\\.pdf$"});
}

TEST_CASE("headers are a map or a list of lines") {
  const std::vector<std::string> expected{"Accept: text/html", "X-A: 1"};
  CHECK(settings_of("headers: {Accept: text/html, X-A: 1}\n")["header"] == expected);
  CHECK(settings_of("headers: ['Accept: text/html', 'X-A: 1']\n")["header"] == expected);
}

TEST_CASE("switches are true or false") {
  CHECK(settings_of("insecure: yes\n")["insecure"] == std::vector<std::string>{"true"});
  CHECK(settings_of("durable: false\n")["durable"] == std::vector<std::string>{"false"});
  CHECK(complaint("durable: maybe\n") == "f.yaml:1:10: 'durable' must be true or false, not 'maybe'");
}

TEST_CASE("settings keep the order and positions of the file") {
  const Config config = cli::parse_config("rate: 1\n\ndelay: 2s\n", "f.yaml");
  REQUIRE(config.settings.size() == 2);
  CHECK(config.settings[0].key == "rate");
  CHECK(cli::text_of(config.settings[1].where) == "f.yaml:3:1");
}

TEST_CASE("sections group the flags") {
  auto settings = settings_of("polite: {delay: 2s}\nscope: {scope: domain}\nfetch:\n  headers: {X: 012}\n");
  CHECK(settings["delay"] == std::vector<std::string>{"2s"});
  CHECK(settings["scope"] == std::vector<std::string>{"domain"});
  CHECK(settings["header"] == std::vector<std::string>{"X: 012"});
}

TEST_CASE("rules are for spider files alone") {
  CHECK(complaint("pages: {items: {}}\n") == "f.yaml:1:1: unknown key 'pages'; it is for spider files (-f)");
  CHECK(complaint("name: x\n") == "f.yaml:1:1: unknown key 'name'; it is for spider files (-f)");
}

TEST_CASE("an unknown key is refused, and the error names the key that was meant") {
  CHECK(complaint("delay: 1s\nuser_agent: x\n") ==
        "f.yaml:2:1: unknown key 'user_agent' (did you mean 'user-agent'?)");
  CHECK(complaint("items: {}\n") == "f.yaml:1:1: unknown key 'items'; it belongs in an entry of 'pages'");
  CHECK(complaint("colour: red\n") == "f.yaml:1:1: unknown key 'colour'");
}

TEST_CASE("values of the wrong shape are refused, and the error has their position") {
  CHECK(complaint("delay:\n") == "f.yaml:1:1: 'delay' has no value");
  CHECK(complaint("delay: [1s]\n") == "f.yaml:1:8: 'delay' takes a single value");
  CHECK(complaint("seeds: [[x]]\n") == "f.yaml:1:9: 'seeds' takes a single value");
  CHECK(complaint("- delay\n") == "f.yaml:1:1: expected settings, each as 'key: value'");
  CHECK(complaint("delay: 1s\ndelay: 2s\n") == "f.yaml:2:1: duplicate key 'delay', first on line 1");
}

TEST_CASE("an empty file changes nothing") {
  CHECK(cli::parse_config("", "f").settings.empty());
}

TEST_CASE("an unreadable file is a system error, not a settings error") {
  CHECK_THROWS_AS(cli::load_config("/nonexistent/spider.yaml"), std::system_error);
  CHECK_THROWS_AS(cli::load_config("/"), std::system_error);
}

TEST_CASE("the user's file is in XDG_CONFIG_HOME, or else in the home folder") {
  const auto home = std::filesystem::temp_directory_path() / "trawl_config_test";
  std::filesystem::remove_all(home);
  for (const auto& folder : {home / "xdg" / "trawl", home / ".config" / "trawl"}) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "config.yaml") << "delay: 3s\n";
  }
  ::setenv("HOME", home.c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (home / "xdg").c_str(), 1);
  CHECK(cli::user_config_file() == home / "xdg" / "trawl" / "config.yaml");
  ::unsetenv("XDG_CONFIG_HOME");
  REQUIRE(cli::user_config_file() == home / ".config" / "trawl" / "config.yaml");
  ::setenv("XDG_CONFIG_HOME", "", 1);
  CHECK(cli::user_config_file() == home / ".config" / "trawl" / "config.yaml");
  ::unsetenv("XDG_CONFIG_HOME");
  CHECK(cli::load_config(*cli::user_config_file()).settings[0].values[0] == "3s");
  std::filesystem::remove_all(home);
  CHECK(cli::user_config_file() == std::nullopt);
}
