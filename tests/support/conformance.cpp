#include "tests/support/conformance.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

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
  if (value.is_object()) return base64_decoded(value.at("b64").get<std::string>());
  return "";
}

std::string base64_decoded(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    int digit;
    if (c >= 'A' && c <= 'Z') {
      digit = c - 'A';
    } else if (c >= 'a' && c <= 'z') {
      digit = c - 'a' + 26;
    } else if (c >= '0' && c <= '9') {
      digit = c - '0' + 52;
    } else if (c == '+' || c == '-') {
      digit = 62;
    } else if (c == '/' || c == '_') {
      digit = 63;
    } else {
      continue;
    }
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xff);
    }
  }
  return bytes;
}

}  // namespace trawl::support
