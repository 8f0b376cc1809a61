#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// Whether queries of links on a page in that encoding are written in it: false for UTF-8 and for the
/// encodings whose output encoding is UTF-8 (https://encoding.spec.whatwg.org/#get-an-output-encoding).
/// `encoding` is a WHATWG name.
bool encodes_queries(std::string_view encoding);

/// The bytes of a query in a page's encoding, by the encoders of https://encoding.spec.whatwg.org/. A
/// character that the encoding lacks becomes "%26%23N%3B" with its number N in decimal, as the URL standard
/// says for queries ("percent-encode after encoding", §1.3). Requires: `query` is well-formed UTF-8 and
/// encodes_queries(encoding). Thread: pure; any.
std::string encoded_query(std::string_view query, std::string_view encoding);

}  // namespace trawl::page
