#include "scraper/page/feeds/xml_reader.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

/// Writes down what it receives.
struct Notes : page::XmlHandler {
  void start(const page::XmlTag& tag) override {
    said += '<' + tag.name;
    if (!tag.space.empty()) (said += '{') += std::string(tag.space) + '}';
    for (const auto& attribute : tag.attributes) said += ' ' + attribute.name + '=' + attribute.value;
    said += '>';
  }
  void end() override { said += "</>"; }
  void text(std::string_view text) override { said += text; }
  bool has_enough() const override { return said.size() > most; }

  std::string said;
  std::size_t most = 1'000;
};

struct Thrower final : Notes {
  void text(std::string_view) override { throw std::runtime_error("no more"); }
};

std::string heard(std::string_view text) {
  Notes notes;
  page::read_xml(text, notes);
  return notes.said;
}

}  // namespace

TEST_CASE("names are in lower case, without prefix, and have their namespace") {
  CHECK(heard("<X:A xmlns:X='u' B='1&amp;2&amp;#38;'>t</X:A>") == "<a{u} b=1&2&#38;>t</>");
  CHECK(heard("<un:bound>t</un:bound>") == "<bound>t</>");
}

TEST_CASE("a document that is not well-formed is read to its end") {
  CHECK(heard("\n\n<?xml version='1.0'?><a><b>1<c>2</a>") == "<a><b>1<c>2</></></>");
  CHECK(heard("") == "");
  CHECK(heard("no markup") == "");
}

TEST_CASE("nested entities do not expand") {
  std::string bomb = "<!DOCTYPE a [<!ENTITY e0 'boom'>";
  for (int i = 1; i < 10; ++i) {
    bomb += "<!ENTITY e" + std::to_string(i) + " '";
    for (int j = 0; j < 10; ++j) bomb += "&e" + std::to_string(i - 1) + ';';
    bomb += "'>";
  }
  CHECK(heard(bomb + "]><a>x&e9;y</a>") == "<a>xy</>");
}

TEST_CASE("reading stops soon when the handler has enough, and passes on its exception") {
  Notes notes;
  notes.most = 10;
  std::string text = "<a>";
  for (int i = 0; i < 100'000; ++i) text += "<b/>";
  page::read_xml(text, notes);
  CHECK(notes.said.size() < 100);
  Thrower thrower;
  CHECK_THROWS_AS(page::read_xml("<a>x</a>", thrower), std::runtime_error);
}
