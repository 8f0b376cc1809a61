#include "tests/support/conformance.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "fetch/text/base64.hpp"

namespace trawl::support {

std::optional<std::filesystem::path> conformance_suite(std::string_view name) {
  const auto folder = std::filesystem::path("../shared/conformance") / name;
  if (std::filesystem::is_directory(folder)) return folder;
  std::printf("SKIPPED: no %s beside the repository\n", folder.c_str());
  return std::nullopt;
}

std::string file_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

nlohmann::json conformance_cases(const std::filesystem::path& file) {
  return nlohmann::json::parse(file_bytes(file));
}

std::string conformance_bytes(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object()) return text::base64_decoded(value.at("b64").get<std::string>()).value();
  return "";
}

}  // namespace trawl::support
