#include "storage/export/cell_text.hpp"

#include <string_view>

#include <fmt/format.h>

namespace trawl::storage {
namespace {

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

std::string cell_text(const Value& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* blob = std::get_if<Blob>(&cell)) return hexadecimal(blob->bytes);
  return "";
}

}  // namespace trawl::storage
