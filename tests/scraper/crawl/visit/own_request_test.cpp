#include "scraper/crawl/visit/own_request.hpp"

#include <doctest/doctest.h>

using namespace trawl;
using namespace trawl::crawl;

namespace {

OwnRequest posted(std::string body, std::vector<fetch::Header> headers = {}) {
  OwnRequest request;
  request.method = "POST";
  request.body = std::move(body);
  request.headers = std::move(headers);
  return request;
}

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

const fetch::Url kSource = url("http://a.test/find"), kNear = url("http://a.test/found"),
                 kFar = url("https://a.test/found");
const std::vector<fetch::Header> kHeaders{{"Content-Type", "application/json"}, {"X-Key", "sesame"}};

}  // namespace

TEST_CASE("a request comes back from its JSON, and a plain GET needs none") {
  const OwnRequest request = posted("{\"q\":\"größe \\\"x\\\"\"}\n", kHeaders);
  const OwnRequest read = request_from_json(request_json(request));
  CHECK(read.method == "POST");
  CHECK(read.body == request.body);
  CHECK(read.headers == kHeaders);
  CHECK(request_json(OwnRequest()) == "");
  for (const char* json : {"", "{", "[]", "7", R"({"method":7})", R"({"headers":[["a"]]})"}) {
    CAPTURE(json);
    CHECK(request_from_json(json).is_plain());
  }
}

TEST_CASE("of a secret header the JSON has the name, and the spider of the run the value") {
  extract::Spider spider;
  for (const char* body : {"a", "b"}) {
    extract::StartRequest& start = spider.start.emplace_back();
    start.urls = {"http://me:sesame@a.test/find"};
    start.body = body;
    start.headers = {{"Authorization", std::string("sesame ") + body}, {"Accept", "x"}};
  }
  const std::string json =
      request_json(own_request_of(spider.start[1], *fetch::Url::parse(spider.start[1].urls[0])));
  CHECK(json.find("sesame") == std::string::npos);
  OwnRequest known = request_from_json(json), unknown = known, of_old = known;
  StartSecrets(spider).put_into(known);
  CHECK(known.method == "POST");
  CHECK(known.headers == std::vector<fetch::Header>{{"Accept", "x"}, {"Authorization", "sesame b"}});
  StartSecrets().put_into(unknown);
  CHECK(unknown.headers == std::vector<fetch::Header>{{"Accept", "x"}});
  of_old.headers[0].second = "as it was";
  StartSecrets(spider).put_into(of_old);
  CHECK(of_old.headers[0].second == "as it was");
  CHECK(request_json(redirected(known, 308, kSource, kFar)).find("start") == std::string::npos);
}

TEST_CASE("requests that differ by method or body have different keys, headers make no difference") {
  OwnRequest with_headers, deleted;
  with_headers.headers = kHeaders;
  deleted.method = "DELETE";
  const std::string key = "http://a.test/find";
  CHECK(request_key(key, OwnRequest()) == key);
  CHECK(request_key(key, with_headers) == key);
  CHECK(request_key(key, deleted) == key + " DELETE");
  CHECK(request_key(key, posted("")) == key + " POST");
  CHECK(request_key(key, posted("a")).starts_with(key + " POST "));
  CHECK(request_key(key, posted("a")) == request_key(key, posted("a", kHeaders)));
  CHECK(request_key(key, posted("a")) != request_key(key, posted("b")));
}

TEST_CASE("a redirect changes the method as browsers do, and headers stay within the origin") {
  struct Row {
    int status;
    const fetch::Url& target;
    const char *method, *body;
    std::vector<fetch::Header> headers;
  };
  const std::vector<fetch::Header> key{{"X-Key", "sesame"}};
  for (const Row& row : {
           Row{301, kNear, "GET", "", key},
           Row{302, kNear, "GET", "", key},
           Row{303, kNear, "GET", "", key},
           Row{307, kNear, "POST", "{}", kHeaders},
           Row{308, kNear, "POST", "{}", kHeaders},
           Row{303, kFar, "GET", "", {}},
           Row{308, kFar, "POST", "{}", {}},
       }) {
    CAPTURE(row.status);
    const OwnRequest next = redirected(posted("{}", kHeaders), row.status, kSource, row.target);
    CHECK(next.method == row.method);
    CHECK(next.body == row.body);
    CHECK(next.headers == row.headers);
    CHECK(becomes_another(request_json(posted("{}")), row.status) == (next.method != std::string("POST")));
  }
  CHECK_FALSE(becomes_another("", 303));
  CHECK_FALSE(becomes_another(request_json(posted("{}")), 200));
}

TEST_CASE("what follows a request is a GET with its headers, or the same again, within the origin") {
  const OwnRequest asked = posted("{}", kHeaders);
  CHECK(next_request(asked, true, kSource, kNear).body == "{}");
  CHECK(next_request(asked, true, kSource, kNear).headers == kHeaders);
  CHECK(next_request(asked, false, kSource, kNear).asks_like_a_link());
  CHECK(next_request(asked, false, kSource, kNear).headers ==
        std::vector<fetch::Header>{{"X-Key", "sesame"}});
  CHECK(next_request(asked, true, kSource, kFar).is_plain());
}
