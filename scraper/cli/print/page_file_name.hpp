#pragma once
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// The name of a page's file in an export, which mirrors its URL: "example.org/docs/index.md" for
/// https://example.org/docs/. A relative path of parts that are safe in any folder: ASCII letters, digits and
/// "._+=,@%-", 120 bytes at most, never hidden, "." or "..". Where something had to be changed, or there is a
/// query, "~" and a hash of the URL make up for it, so two URLs have two names. http has the port in its
/// name. `extension` comes with its dot.
std::string page_file_name(const fetch::Url& url, std::string_view extension);

/// The name of a file with the body of that URL. As page_file_name(), but it keeps the extension that the
/// URL has, if that is one for the media type; otherwise it gets one, ".bin" for a type that is not known,
/// and the hash. Two URLs have two names, and no file has the name of a folder.
std::string body_file_name(const fetch::Url& url, std::string_view media_type);

}  // namespace trawl::cli
