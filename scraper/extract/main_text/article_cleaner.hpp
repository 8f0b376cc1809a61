#pragma once
#include <cstdint>

#include "scraper/extract/main_text/text_sums.hpp"

namespace trawl::extract {

/// What the cleaner may go by, besides what is no text at all.
struct CleaningRules {
  bool by_names = true;    ///< class and id
  bool by_content = true;  ///< links, pictures and inputs beside the text
};

/// Drops from the article below `root` what is none of its text: forms, buttons, asides, boxes of links.
/// Looks at each node a few times, whatever the nesting.
/// `dropped` marks what has gone before, and gets what goes; what is below a dropped node is not marked.
void clean_article(const Outline& outline, std::uint32_t root, const Marks& data_tables,
                   const Marks& paragraphs, const CleaningRules& rules, Marks& dropped);

}  // namespace trawl::extract
