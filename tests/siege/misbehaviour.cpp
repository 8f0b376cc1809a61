#include "tests/siege/misbehaviour.hpp"

#include <chrono>
#include <thread>

namespace trawl::siege {
namespace {

std::string target_of(const std::string& head) {
  const std::size_t begin = head.find(' ') + 1;
  return head.substr(begin, head.find(' ', begin) - begin);
}

support::RawServer::Script script_of(const Misbehaviour& misbehaviour) {
  if (misbehaviour.script) return misbehaviour.script;
  return [answer = misbehaviour.answer, is_everywhere = misbehaviour.is_everywhere](Connection& connection) {
    for (;;) {
      const std::string head = connection.request();
      if (head.empty()) return;
      const std::string target = target_of(head);
      const bool is_guess = target == "/robots.txt" || target == "/sitemap.xml";
      if (is_guess && !is_everywhere) {
        if (!connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) return;
      } else if (!answer(connection, target)) {
        return;
      }
    }
  };
}

}  // namespace

MisbehavingSites::MisbehavingSites(std::vector<Misbehaviour> misbehaviours)
    : misbehaviours_(std::move(misbehaviours)) {
  std::string links;
  for (const Misbehaviour& each : misbehaviours_) {
    servers_.push_back(std::make_unique<support::RawServer>(script_of(each)));
    links += "<a href=\"" + origin(servers_.size() - 1) + "/begin\">" + each.name + "</a>\n";
  }
  hub_ = std::make_unique<support::RawServer>(support::always(page("<title>All of them</title>" + links)));
}

std::string MisbehavingSites::origin(std::size_t index) const {
  return misbehaviours_[index].scheme + "://127.0.0.1:" + std::to_string(servers_[index]->port());
}

std::string page(std::string_view body, std::string_view header_lines, std::string_view content_type) {
  return support::ok(body, "Content-Type: " + std::string(content_type) + "\r\n" + std::string(header_lines));
}

std::string open_head(std::string_view header_lines) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n" + std::string(header_lines) +
         "\r\n";
}

Answer fixed(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection, const std::string&) {
    return connection.send(bytes);
  };
}

Answer fixed_and_closed(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection, const std::string&) {
    connection.send(bytes);
    return false;
  };
}

Answer endless(std::string first, std::string again) {
  return [first = std::move(first), again = std::move(again)](Connection& connection, const std::string&) {
    for (bool goes_on = connection.send(first); goes_on;) goes_on = connection.send(again);
    return false;
  };
}

Answer dripping(std::string first, std::string drops) {
  return [first = std::move(first), drops = std::move(drops)](Connection& connection, const std::string&) {
    bool goes_on = connection.send(first);
    for (std::size_t i = 0; goes_on; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      goes_on = connection.send(drops.substr(i % drops.size(), 1));
    }
    return false;
  };
}

Answer stalling(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection, const std::string&) {
    connection.send(bytes);
    connection.hang();
    return false;
  };
}

Answer resetting(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection, const std::string&) {
    connection.send(bytes);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    connection.reset();
    return false;
  };
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace trawl::siege
