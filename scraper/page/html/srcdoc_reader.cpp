#include "scraper/page/html/srcdoc_reader.hpp"

#include <utility>

namespace trawl::page {
namespace {

constexpr std::size_t kDeepest = 3;

}  // namespace

void SrcdocReader::read(const Attribute& srcdoc, Syntax syntax) {
  open(attribute_value(srcdoc.raw, syntax));
  while (!open_.empty()) {
    Document& document = *open_.back();
    const Token* token = document.tokenizer.next();
    if (token == nullptr) {
      document.reader.close();
      open_.pop_back();
      links_.leave();
      continue;
    }
    document.reader.read(*token);
    const Attribute* inner = document.reader.srcdoc();
    if (inner != nullptr && open_.size() < kDeepest) open(attribute_value(inner->raw));
  }
}

void SrcdocReader::open(std::string html) {
  const std::string& text = *texts_.emplace_back(std::make_unique<std::string>(std::move(html)));
  open_.push_back(std::make_unique<Document>(links_, text));
  links_.enter();
}

}  // namespace trawl::page
