#pragma once
#include <cstdint>
#include <vector>

#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// What is below one node of an outline, itself included. Lengths are in characters, a run of white space
/// counting as one.
struct TextSums {
  float chars = 0;
  float link_chars = 0;  ///< in links; those to a part of the page count less
  float heading_chars = 0, list_chars = 0;
  std::uint32_t commas = 0, paragraphs = 0, images = 0, items = 0, inputs = 0, embeds = 0;
  bool has_block = false;       ///< a block that makes a div more than a paragraph
  bool has_text_block = false;  ///< text in an element that is made for text
  bool has_video = false, has_data_table = false;

  float link_density() const { return chars > 0 ? link_chars / chars : 0; }
  float heading_density() const { return chars > 0 ? heading_chars / chars : 0; }
};

/// Adds up sums from the leaves to the root, the last node first. Each node is told once what is below it.
class Summing {
 public:
  /// `data_tables` marks tables of data; a node in `paragraphs` counts as a paragraph. All must outlive this.
  Summing(const Outline& outline, const Marks& data_tables, const Marks& paragraphs);

  /// The sums below a node, without what it is itself. Requires: the nodes behind it were added or left out.
  const TextSums& below(std::uint32_t index) const { return sums_[index]; }
  /// Completes a node, and adds it to its parent.
  void add(std::uint32_t index);
  std::vector<TextSums> take() { return std::move(sums_); }

 private:
  const Outline& outline_;
  const Marks &data_tables_, &paragraphs_;
  std::vector<TextSums> sums_;
};

/// The sums of all nodes; what is in `dropped` counts for none of its ancestors.
std::vector<TextSums> sums_of(const Outline& outline, const Marks& dropped, const Marks& data_tables,
                              const Marks& paragraphs);

/// Marks the tables that hold data. The others only place things on a page.
Marks data_tables_of(const Outline& outline);

}  // namespace trawl::extract
