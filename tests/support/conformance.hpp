#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace trawl::support {

/// The folder of a suite of public test data, which lies beside the repository (`../shared/conformance`).
/// None if it is absent; then a line "SKIPPED …" is printed, and the case ends without a check.
std::optional<std::filesystem::path> conformance_suite(std::string_view name);

/// The cases of one file of a suite: a JSON array, or JSON lines.
nlohmann::json conformance_cases(const std::filesystem::path& file);

/// The bytes of a value: a string, {"b64": …}, or null, which gives "".
std::string conformance_bytes(const nlohmann::json& value);

std::string file_bytes(const std::filesystem::path& file);

}  // namespace trawl::support
