#include "web/request_guard.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using web::GuardRules;
using web::HttpHeaders;
using web::HttpRequest;

namespace {

constexpr int kPort = 4000;

HttpRequest request_with(HttpHeaders headers) {
  return {"GET", "/", "/", std::move(headers), kPort};
}

HttpRequest good_request(HttpHeaders more = {}) {
  more.emplace_back("Host", "127.0.0.1:4000");
  return request_with(std::move(more));
}

int status_for(const HttpRequest& request, const GuardRules& rules = {"127.0.0.1", "", "t"}) {
  const auto reply = web::refusal(request, rules);
  return reply ? reply->status : 0;
}

}  // namespace

TEST_CASE("only a Host header that names this server is accepted (DNS rebinding)") {
  struct Row {
    const char* host;
    const char* bound;
    bool own;
  };
  for (const Row& row :
       {Row{"127.0.0.1:4000", "127.0.0.1", true}, Row{"localhost:4000", "127.0.0.1", true},
        Row{"[::1]:4000", "127.0.0.1", true}, Row{"box.example:4000", "box.example", true},
        Row{"[2001:db8::1]:4000", "2001:db8::1", true}, Row{"192.0.2.7:4000", "0.0.0.0", true},
        Row{"[2001:db8::1]:4000", "::", true}, Row{"evil.example:4000", "127.0.0.1", false},
        Row{"127.0.0.1:4001", "127.0.0.1", false}, Row{"127.0.0.1", "127.0.0.1", false},
        Row{"", "127.0.0.1", false}, Row{":4000", "127.0.0.1", false},
        Row{"localhost:4000.evil.example:4000", "127.0.0.1", false},
        Row{"127.0.0.1.evil.example:4000", "127.0.0.1", false}, Row{"evil.example:4000", "0.0.0.0", false},
        Row{"192.0.2.7:4000", "127.0.0.1", false}, Row{"::1:4000", "127.0.0.1", false}}) {
    CAPTURE(row.host);
    CAPTURE(row.bound);
    CHECK(web::is_own_host(row.host, kPort, row.bound) == row.own);
  }
  CHECK(web::is_own_host("localhost", 80, "127.0.0.1"));
}

TEST_CASE("only pages of this server are its own Origin") {
  CHECK(web::is_own_origin("http://127.0.0.1:4000", kPort, "127.0.0.1"));
  CHECK(web::is_own_origin("http://localhost:4000", kPort, "127.0.0.1"));
  for (const char* origin : {"null", "", "https://127.0.0.1:4000", "http://evil.example",
                             "http://127.0.0.1:4001", "http://evil.example:4000"}) {
    CAPTURE(origin);
    CHECK_FALSE(web::is_own_origin(origin, kPort, "127.0.0.1"));
  }
}

TEST_CASE("each request is refused for its own fault") {
  CHECK(status_for(good_request()) == 0);
  CHECK(status_for(good_request({{"Content-Length", "0"}})) == 0);
  CHECK(status_for(good_request({{"Origin", "http://127.0.0.1:4000"}})) == 0);
  CHECK(status_for(good_request({{"Range", "bytes=0-1"}})) == 400);
  CHECK(status_for(good_request({{"Transfer-Encoding", "chunked"}})) == 400);
  CHECK(status_for(good_request({{"Content-Length", "5"}})) == 400);
  CHECK(status_for(good_request({{"Host", "127.0.0.1:4000"}})) == 400);
  CHECK(status_for(request_with({})) == 400);
  CHECK(status_for(request_with({{"Host", "evil.example:4000"}})) == 403);
  CHECK(status_for(good_request({{"Origin", "http://evil.example"}})) == 403);
}

TEST_CASE("every request must carry the password if there is one, with any user name (RFC 7617)") {
  const GuardRules rules{"0.0.0.0", "s3cret:x", "t"};
  CHECK(status_for(good_request({{"Authorization", "Basic dHJhd2w6czNjcmV0Ong="}}), rules) == 0);
  CHECK(status_for(good_request({{"Authorization", "Basic OnMzY3JldDp4"}}), rules) == 0);
  for (const char* value : {"Basic dHJhd2w6d3Jvbmc=", "Basic dHJhd2w6czNjcmV0", "Basic !!!", "Basic ",
                            "Basic czNjcmV0", "Bearer dHJhd2w6czNjcmV0Ong=", ""}) {
    CAPTURE(value);
    CHECK(status_for(good_request({{"Authorization", value}}), rules) == 401);
  }
  const auto reply = web::refusal(good_request(), rules);
  REQUIRE(reply);
  CHECK(reply->status == 401);
  CHECK(reply->headers.at(0).first == "WWW-Authenticate");
}

TEST_CASE("a command needs the token of this run") {
  const GuardRules rules{"127.0.0.1", "", "0123abcd"};
  CHECK_FALSE(web::command_refusal(good_request({{"X-Trawl-Token", "0123abcd"}}), rules));
  CHECK(web::command_refusal(good_request({{"X-Trawl-Token", "0123abce"}}), rules)->status == 403);
  CHECK(web::command_refusal(good_request({{"X-Trawl-Token", ""}}), rules)->status == 403);
  CHECK(web::command_refusal(good_request(), rules)->status == 403);
}

TEST_CASE("loopback is 127.0.0.0/8, ::1 and localhost") {
  for (const char* address : {"127.0.0.1", "127.8.9.1", "::1", "localhost"}) CHECK(web::is_loopback(address));
  for (const char* address : {"0.0.0.0", "::", "192.168.0.1", "127.0.0.1.example", "", "128.0.0.1"}) {
    CAPTURE(address);
    CHECK_FALSE(web::is_loopback(address));
  }
}

TEST_CASE("a token is 32 bytes in hex and differs in every run") {
  const std::string token = web::random_token();
  CHECK(token.size() == 64);
  CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(token != web::random_token());
}

TEST_CASE("the constant-time comparison agrees with the plain one") {
  CHECK(web::equal_in_constant_time("", ""));
  CHECK(web::equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(web::equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(web::equal_in_constant_time("abc", "xbc"));
  CHECK_FALSE(web::equal_in_constant_time("abc", "abcd"));
  CHECK_FALSE(web::equal_in_constant_time("", "a"));
}
