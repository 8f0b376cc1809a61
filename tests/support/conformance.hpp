#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace trawl::support {

/// The folder of public test data that lies beside the repository (`../shared/conformance`), or none where it
/// is absent; then a line "SKIPPED …" is printed and the case ends without a check.
std::optional<std::filesystem::path> conformance_suite(std::string_view name);

/// The cases of one file of a suite: a JSON array, or JSON lines.
nlohmann::json conformance_cases(const std::filesystem::path& file);

/// The bytes of a value that is a string, or {"b64": …}, or null (then empty).
std::string conformance_bytes(const nlohmann::json& value);

std::string file_bytes(const std::filesystem::path& file);

}  // namespace trawl::support
