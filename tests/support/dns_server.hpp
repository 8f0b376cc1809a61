#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace trawl::support {

/// What a DnsServer answers for a name.
struct DnsRecords {
  DnsRecords(std::vector<std::string> v4_addresses = {}, std::vector<std::string> v6_addresses = {},
             std::uint32_t seconds = 60, int rcode = 0, bool silent = false)
      : v4(std::move(v4_addresses)),
        v6(std::move(v6_addresses)),
        ttl(seconds),
        code(rcode),
        is_silent(silent) {}

  std::vector<std::string> v4, v6;
  std::uint32_t ttl;
  int code;  ///< the RCODE of RFC 1035; 2 is a server failure
  bool is_silent;
  std::uint32_t v6_ttl = 0;  ///< of the IPv6 addresses; 0: as `ttl`
  std::string alias;         ///< the name that has the addresses, by a CNAME record; "": the name itself
  std::uint32_t alias_ttl = 60;
};

/// A name server on 127.0.0.1, on a thread of its own, that gives the answers it was told and counts the
/// questions. Other names do not exist. An answer that is too long for a datagram is given over TCP.
class DnsServer {
 public:
  /// Port 0: a free one.
  explicit DnsServer(std::uint16_t port = 0);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  /// "127.0.0.1:PORT".
  std::string address() const;
  void add(const std::string& name, DnsRecords records);
  /// Gives these answers in turn, a new one for each question for IPv4 addresses, and begins anew at the end.
  void add_in_turn(const std::string& name, std::vector<DnsRecords> turns);
  /// Answers nothing until that many names wait for both their answers, IPv4 and IPv6; then it answers all of
  /// them at once.
  void answer_in_batches_of(std::size_t names);

  /// The number of questions for IPv4 addresses: of that name, and of any.
  int asked(const std::string& name) const;
  int asked_in_all() const;
  /// The largest number of names that waited for an answer at the same time.
  std::size_t most_waiting() const;

 private:
  struct Question;
  using Waiting = std::map<std::string, std::map<int, Question>>;  // by name and type

  void serve();
  bool take_datagram(Waiting& waiting);
  bool take_message(int stream, Waiting& waiting);
  void take(Question question, Waiting& waiting);
  void turn(const std::string& name);
  void answer(const Question& question) const;

  int datagrams_, listener_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::map<std::string, DnsRecords> records_;
  std::map<std::string, std::vector<DnsRecords>> turns_;  // the next one first
  std::map<std::string, int> asked_;
  std::size_t batch_ = 0, most_waiting_ = 0;

  std::thread thread_;
};

}  // namespace trawl::support
