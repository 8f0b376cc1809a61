#include "tests/support/dns_server.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trawl::support {

namespace {
constexpr std::size_t kHeader = 12, kTypeAndClass = 4, kLongestDatagram = 512;
constexpr int kA = 1, kCname = 5, kAaaa = 28, kNoSuchName = 3;
constexpr unsigned kResponse = 0x8180, kTruncated = 0x0200;  // flags; recursion is wanted and available

void put16(std::string& to, std::size_t value) {
  to += static_cast<char>(value >> 8);
  to += static_cast<char>(value);
}

/// A name as RFC 1035 section 3.1 writes it.
std::string encoded(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const std::size_t length = std::min(name.find('.'), name.size());
    out += static_cast<char>(length);
    out += name.substr(0, length);
    name.remove_prefix(std::min(length + 1, name.size()));
  }
  return out += '\0';
}

/// A record of the name that stands at `owner` in the message.
void put_record(std::string& to, std::size_t owner, int type, std::uint32_t ttl, std::string_view data) {
  put16(to, 0xc000 | owner);
  put16(to, static_cast<std::size_t>(type));
  put16(to, 1);
  put16(to, ttl >> 16);
  put16(to, ttl & 0xffff);
  put16(to, data.size());
  to += data;
}

sockaddr_in address_of(int socket) {
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
  return bound;
}
}  // namespace

struct DnsServer::Question {
  std::string id;
  std::string section;  // name, type and class, as received
  std::string name;
  int type = 0;
  int stream = -1;  // the connection of the question, -1 for a datagram
  sockaddr_in from{};

  /// RFC 1035 section 4.1; none if the message is not a question.
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

DnsServer::DnsServer(std::uint16_t port)
    : datagrams_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const auto* const bound = reinterpret_cast<const sockaddr*>(&address);
  int failed = bind(listener_, bound, sizeof address) | listen(listener_, 8);
  address = address_of(listener_);
  failed |= bind(datagrams_, bound, sizeof address);
  if (failed) throw std::runtime_error("cannot bind the name server");
  thread_ = std::thread([this] { serve(); });
}

DnsServer::~DnsServer() {
  const sockaddr_in self = address_of(datagrams_);
  sendto(datagrams_, "", 0, 0, reinterpret_cast<const sockaddr*>(&self), sizeof self);
  thread_.join();
  close(datagrams_);
  close(listener_);
}

std::string DnsServer::address() const {
  return "127.0.0.1:" + std::to_string(ntohs(address_of(datagrams_).sin_port));
}

void DnsServer::add(const std::string& name, DnsRecords records) {
  const std::scoped_lock lock(mutex_);
  records_[name] = std::move(records);
}

void DnsServer::add_in_turn(const std::string& name, std::vector<DnsRecords> turns) {
  const std::scoped_lock lock(mutex_);
  turns_[name] = std::move(turns);
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
  std::vector<pollfd> watched{{datagrams_, POLLIN, 0}, {listener_, POLLIN, 0}};
  while (poll(watched.data(), watched.size(), -1) > 0) {
    if (watched[0].revents && !take_datagram(waiting)) break;
    for (std::size_t i = 2; i < watched.size(); ++i) {
      if (watched[i].revents == 0 || take_message(watched[i].fd, waiting)) continue;
      close(watched[i].fd);
      watched.erase(watched.begin() + static_cast<std::ptrdiff_t>(i--));
    }
    if (watched[1].revents) watched.push_back({accept(listener_, nullptr, nullptr), POLLIN, 0});
  }
  for (std::size_t i = 2; i < watched.size(); ++i) close(watched[i].fd);
}

bool DnsServer::take_datagram(Waiting& waiting) {
  std::array<char, kLongestDatagram> datagram;
  sockaddr_in from{};
  socklen_t size = sizeof from;
  const ssize_t length =
      recvfrom(datagrams_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
  if (length <= 0) return false;
  auto question = Question::parse({datagram.data(), static_cast<std::size_t>(length)});
  if (!question) return true;
  question->from = from;
  take(std::move(*question), waiting);
  return true;
}

bool DnsServer::take_message(int stream, Waiting& waiting) {
  std::array<unsigned char, 2> size{};
  if (recv(stream, size.data(), size.size(), MSG_WAITALL) != 2) return false;
  std::string message(std::size_t{size[0]} << 8 | size[1], '\0');
  recv(stream, message.data(), message.size(), MSG_WAITALL);
  auto question = Question::parse(message);
  if (!question) return false;
  question->stream = stream;
  take(std::move(*question), waiting);
  return true;
}

void DnsServer::take(Question question, Waiting& waiting) {
  const std::scoped_lock lock(mutex_);
  if (question.type == kA) {
    ++asked_[question.name];
    turn(question.name);
  }
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

/// Requires: mutex_ is held.
void DnsServer::turn(const std::string& name) {
  const auto found = turns_.find(name);
  if (found == turns_.end()) return;
  std::vector<DnsRecords>& turns = found->second;
  records_[name] = turns.front();
  std::rotate(turns.begin(), turns.begin() + 1, turns.end());
}

void DnsServer::answer(const Question& question) const {
  const auto found = records_.find(question.name);
  const bool exists = found != records_.end();
  DnsRecords none;
  none.code = kNoSuchName;
  const DnsRecords& records = exists ? found->second : none;
  if (records.is_silent) return;
  const std::vector<std::string> nothing;
  const auto& addresses = question.type == kA ? records.v4 : question.type == kAaaa ? records.v6 : nothing;

  std::string answers;
  std::size_t owner = kHeader;  // where the name of the records stands; first that of the question
  if (!records.alias.empty()) {
    const std::string name = encoded(records.alias);
    put_record(answers, owner, kCname, records.alias_ttl, name);
    owner = kHeader + question.section.size() + answers.size() - name.size();
  }
  const bool has_own_ttl = question.type == kAaaa && records.v6_ttl != 0;
  for (const std::string& address : addresses) {
    std::array<char, 16> bytes{};
    inet_pton(question.type == kA ? AF_INET : AF_INET6, address.c_str(), bytes.data());
    put_record(answers, owner, question.type, has_own_ttl ? records.v6_ttl : records.ttl,
               std::string_view(bytes.data(), question.type == kA ? 4 : 16));
  }
  const std::size_t size = kHeader + question.section.size() + answers.size();
  const bool is_cut = question.stream < 0 && size > kLongestDatagram;
  std::string reply;
  if (question.stream >= 0) put16(reply, size);
  reply += question.id;
  put16(reply, kResponse | (is_cut ? kTruncated : 0) | static_cast<unsigned>(records.code));
  put16(reply, 1);
  put16(reply, is_cut ? 0 : addresses.size() + (records.alias.empty() ? 0 : 1));
  put16(reply, 0);
  put16(reply, 0);
  reply += question.section;
  if (!is_cut) reply += answers;
  if (question.stream >= 0) {
    send(question.stream, reply.data(), reply.size(), MSG_NOSIGNAL);
  } else {
    sendto(datagrams_, reply.data(), reply.size(), 0, reinterpret_cast<const sockaddr*>(&question.from),
           sizeof question.from);
  }
}

}  // namespace trawl::support
