#include "tests/support/dns_server.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace support {

namespace {
constexpr std::size_t kHeader = 12, kTypeAndClass = 4;
constexpr int kA = 1, kAaaa = 28, kNoSuchName = 3;

void put16(std::string& to, std::size_t value) {
  to += static_cast<char>(value >> 8);
  to += static_cast<char>(value);
}

sockaddr_in bound_address(int socket) {
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
  return bound;
}
}  // namespace

struct DnsServer::Question {
  std::string id;
  std::string section;  // name, type and class, as they came
  std::string name;
  int type = 0;
  sockaddr_in from{};

  /// RFC 1035, 4.1; none when it is no question.
  static std::optional<Question> parse(std::string_view datagram) {
    Question question;
    std::size_t at = kHeader;
    while (at < datagram.size() && datagram[at] != 0) {
      const auto length = static_cast<unsigned char>(datagram[at]);
      if (!question.name.empty()) question.name += '.';
      question.name += datagram.substr(at + 1, length);
      at += 1 + std::size_t{length};
    }
    const std::size_t end = at + 1 + kTypeAndClass;
    if (end > datagram.size()) return std::nullopt;
    question.id = datagram.substr(0, 2);
    question.section = datagram.substr(kHeader, end - kHeader);
    question.type = static_cast<unsigned char>(datagram[at + 2]);
    return question;
  }
};

DnsServer::DnsServer() : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in any_port{};
  any_port.sin_family = AF_INET;
  any_port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&any_port), sizeof any_port) != 0) {
    throw std::runtime_error("cannot bind the name server");
  }
  thread_ = std::thread([this] { serve(); });
}

DnsServer::~DnsServer() {
  const sockaddr_in self = bound_address(socket_);
  sendto(socket_, "", 0, 0, reinterpret_cast<const sockaddr*>(&self), sizeof self);
  thread_.join();
  close(socket_);
}

std::string DnsServer::address() const {
  return "127.0.0.1:" + std::to_string(ntohs(bound_address(socket_).sin_port));
}

void DnsServer::add(const std::string& name, DnsRecords records) {
  const std::scoped_lock lock(mutex_);
  records_[name] = std::move(records);
}

void DnsServer::answer_in_batches_of(std::size_t names) {
  const std::scoped_lock lock(mutex_);
  batch_ = names;
}

int DnsServer::asked(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto found = asked_.find(name);
  return found == asked_.end() ? 0 : found->second;
}

int DnsServer::asked_in_all() const {
  const std::scoped_lock lock(mutex_);
  int all = 0;
  for (const auto& [name, times] : asked_) all += times;
  return all;
}

std::size_t DnsServer::most_waiting() const {
  const std::scoped_lock lock(mutex_);
  return most_waiting_;
}

void DnsServer::serve() {
  Waiting waiting;
  std::array<char, 512> datagram;
  for (;;) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t length =
        recvfrom(socket_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (length <= 0) return;
    auto question = Question::parse({datagram.data(), static_cast<std::size_t>(length)});
    if (!question) continue;
    question->from = from;
    take(std::move(*question), waiting);
  }
}

void DnsServer::take(Question question, Waiting& waiting) {
  const std::scoped_lock lock(mutex_);
  if (question.type == kA) ++asked_[question.name];
  if (batch_ == 0) {
    answer(question);
    return;
  }
  const int type = question.type;
  waiting[question.name].insert_or_assign(type, std::move(question));
  most_waiting_ = std::max(most_waiting_, waiting.size());
  const auto is_whole = [](const auto& name) { return name.second.size() == 2; };
  if (static_cast<std::size_t>(std::count_if(waiting.begin(), waiting.end(), is_whole)) < batch_) return;
  for (const auto& [name, questions] : waiting) {
    for (const auto& [of_type, asked] : questions) answer(asked);
  }
  waiting.clear();
}

void DnsServer::answer(const Question& question) const {
  const auto found = records_.find(question.name);
  const bool exists = found != records_.end();
  const DnsRecords none{{}, {}, 0, kNoSuchName, false};
  const DnsRecords& records = exists ? found->second : none;
  if (records.is_silent) return;
  const std::vector<std::string> nothing;
  const auto& addresses = question.type == kA ? records.v4 : question.type == kAaaa ? records.v6 : nothing;

  std::string reply = question.id;
  put16(reply, 0x8180u | static_cast<unsigned>(records.code));  // a response; recursion wanted and available
  put16(reply, 1);
  put16(reply, addresses.size());
  put16(reply, 0);
  put16(reply, 0);
  reply += question.section;
  for (const std::string& address : addresses) {
    std::array<char, 16> bytes{};
    inet_pton(question.type == kA ? AF_INET : AF_INET6, address.c_str(), bytes.data());
    const std::size_t length = question.type == kA ? 4 : 16;
    put16(reply, 0xc000 | kHeader);  // the name of the question
    put16(reply, static_cast<std::size_t>(question.type));
    put16(reply, 1);
    put16(reply, records.ttl >> 16);
    put16(reply, records.ttl & 0xffff);
    put16(reply, length);
    reply.append(bytes.data(), length);
  }
  sendto(socket_, reply.data(), reply.size(), 0, reinterpret_cast<const sockaddr*>(&question.from),
         sizeof question.from);
}

}  // namespace support
