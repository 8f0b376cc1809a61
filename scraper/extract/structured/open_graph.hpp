#pragma once
#include <string>
#include <utility>
#include <vector>

#include "scraper/extract/structured/structured_data.hpp"

namespace trawl::extract {

/// Adds what Page::open_graph says: at most one item "opengraph" and one "twitter". Their data is an object
/// of properties. One that comes several times has a list. What follows og:image, og:video, og:audio,
/// music:song, music:album or video:actor and begins like it belongs to that one
/// (https://ogp.me/#structured), which then is an object: {"og:image": {"url": "/a.png", "width": "300"}}.
/// Their types are og:type and twitter:card.
void add_open_graph(const std::vector<std::pair<std::string, std::string>>& properties,
                    StructuredData& found);

}  // namespace trawl::extract
