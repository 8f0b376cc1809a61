#pragma once
#include <string_view>

namespace trawl::fetch {

// Session ids in URLs. Two URLs that differ only in them are one page. Their names are well known: some mean
// nothing else (jsessionid, PHPSESSID and ASPSESSIONID… of servlets, PHP and ASP), others do only with a
// random value (sid, sessionid, …).

/// Whether `text` looks random: 16 characters or more, only digits, or letters and digits that change at
/// least twice without a separator between them.
bool looks_random(std::string_view text);

/// Whether a parameter is a session id. The case of `name` does not matter.
bool is_session_id(std::string_view name, std::string_view value);

/// Whether a segment of a path is "(S(lit3py55t21z5v55vlm25s55))" of ASP.NET without cookies. The letter says
/// whose ticket it is, and there may be several.
bool is_asp_net_session(std::string_view segment);

}  // namespace trawl::fetch
