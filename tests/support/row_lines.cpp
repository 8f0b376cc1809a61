#include "tests/support/row_lines.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "fetch/text/terminal.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::support {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

void add_rows(RowLines& lines, const std::filesystem::path& file, const std::string& table,
              const std::string& sql, const std::vector<std::pair<std::string, std::string>>& renamed) {
  storage::Connection connection(file, storage::Access::read);
  storage::Statement statement(connection, sql);
  const std::vector<std::string> columns = statement.columns();
  storage::Rows rows = statement.rows();
  while (rows.next()) {
    std::string line = table;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const int column = static_cast<int>(i);
      if (rows.is_null(column)) continue;
      std::string value = rows.text(column);
      for (const auto& [from, to] : renamed) value = replaced(std::move(value), from, to);
      line += (i == 0 ? " " : ", ") + columns[i] + '=' + text::printable(value);
    }
    lines.insert(std::move(line));
  }
}

std::string difference(const RowLines& expected, const RowLines& found) {
  std::vector<std::pair<std::string, char>> changes;  // by row, then "-" or "+"
  std::vector<std::string> some;
  std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(), std::back_inserter(some));
  for (std::string& line : some) changes.emplace_back(std::move(line), '-');
  some.clear();
  std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(), std::back_inserter(some));
  for (std::string& line : some) changes.emplace_back(std::move(line), '+');
  std::sort(changes.begin(), changes.end());
  std::string text;
  for (const auto& [line, sign] : changes) text += std::string(1, sign) + ' ' + line + '\n';
  return text;
}

RowLines read_rows(const std::filesystem::path& file) {
  RowLines lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with('#')) lines.insert(line);
  }
  return lines;
}

void write_rows(const std::filesystem::path& file, const std::string& comment, const RowLines& lines) {
  std::ofstream out(file, std::ios::binary);
  out << '#' << comment << '\n';
  for (const std::string& line : lines) out << line << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace trawl::support
