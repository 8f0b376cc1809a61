#include "scraper/cli/mcp/captured.hpp"

#include <algorithm>
#include <iostream>
#include <streambuf>
#include <string_view>

namespace trawl::cli::mcp {
namespace {

/// Takes the place of a stream's buffer while it lives.
class Catcher : public std::streambuf {
 public:
  Catcher(std::ostream& stream, std::size_t most)
      : stream_(stream), most_(most), before_(stream.rdbuf(this)) {}
  ~Catcher() override { stream_.rdbuf(before_); }
  Catcher(const Catcher&) = delete;
  Catcher& operator=(const Catcher&) = delete;

  std::string text;
  bool is_cut = false;

 protected:
  std::streamsize xsputn(const char* bytes, std::streamsize size) override {
    const auto room = most_ - std::min(most_, text.size());
    is_cut |= static_cast<std::size_t>(size) > room;
    text.append(bytes, std::min(room, static_cast<std::size_t>(size)));
    return size;
  }
  int_type overflow(int_type c) override {
    const char byte = traits_type::to_char_type(c);
    if (!traits_type::eq_int_type(c, traits_type::eof())) xsputn(&byte, 1);
    return traits_type::not_eof(c);
  }

 private:
  std::ostream& stream_;
  const std::size_t most_;
  std::streambuf* const before_;
};

}  // namespace

Captured run_captured(const Command& command, const Arguments& arguments, std::size_t most_bytes) {
  Captured captured;
  Catcher out(std::cout, most_bytes), err(std::cerr, most_bytes);
  captured.code = command.run(arguments);
  captured.out = std::move(out.text);
  captured.err = std::move(err.text);
  captured.is_cut = out.is_cut;
  return captured;
}

}  // namespace trawl::cli::mcp
