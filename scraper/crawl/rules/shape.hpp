#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trawl::crawl {

/// What URLs of one kind have in common: the parts that change from one to the next are left out.
struct UrlShape {
  /// Keeps the words of the path and the names of the parameters, in the order of the alphabet. A number
  /// becomes {n}, an id of letters and digits {id}, the value of a parameter {n} or {w}:
  /// "/calendar/{n}-{n}", "/list?page={n}&sort={w}". What comes twice stands once, with {*} at the end.
  std::string own;
  /// Wider shapes, for sites that combine words or parameters freely, so that nearly each URL has an own
  /// shape to itself. The first keeps the first segment and where numbers stand: further words become {w},
  /// and parameters {*}, as does what is deeper than five segments ("/tag/{w}/{w}", "/shop?{*}"). Another
  /// keeps the parameters and no word of the path ("/{w}/?replytocom={n}"), or takes all paths of three
  /// segments and more together ("/{w}/{w}/{w}/{*}"). None equals `own`.
  std::vector<std::string> families;
};

/// The shape of a URL as fetch::Url::href() writes it; without scheme, host and fragment. Pure.
UrlShape shape_of(std::string_view url);

/// Scheme, name and port of such a URL.
std::string_view origin_in(std::string_view url);

}  // namespace trawl::crawl
