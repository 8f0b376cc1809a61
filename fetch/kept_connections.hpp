#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fetch/aio/event_loop.hpp"
#include "fetch/http/doubt.hpp"
#include "fetch/stray_bytes.hpp"

namespace trawl::fetch {

/// Knows which kept connections are silent, so that bytes that nobody asked for do not pass as an answer.
///
/// Each answer over a connection that was used before comes with a Doubt, which is cleared when the
/// connection has rested for kRest without a byte. While nothing is known of an origin, its connections are
/// used again only after kShortRest. Once one of them has been silent for kRest, they may carry some
/// requests without a rest; then curl closes the connection, and its socket is watched for kRest more. Each
/// such proof raises their number, up to kMostUnproven. An origin that has sent stray bytes gets a
/// connection for each request. Those who may not doubt use a connection again only after kRest. This
/// concerns HTTP/1 alone: a frame of HTTP/2 says which request it answers. Owns: the sockets that curl has
/// closed and that are watched. Must outlive the multi handle. Thread: the loop's.
class KeptConnections {
 public:
  /// How long a connection must be silent. Stray bytes of real servers follow an answer within milliseconds.
  static constexpr std::chrono::milliseconds kRest{100}, kShortRest{20};
  static constexpr std::size_t kFewUnproven = 16, kMostUnproven = 1024;
  /// An origin of which so many answers were proven is believed at the end of a crawl without a last rest.
  static constexpr std::int64_t kWellKnown = 256;

  /// The two ends of a connection.
  struct Ends {
    std::string text;  ///< both addresses and ports
    int local_port = 0;
  };
  /// What a request may count on.
  struct Use {
    bool may_begin = true;         ///< false: something is left over; ask on another connection
    bool is_last = false;          ///< the connection must be closed after this request
    std::shared_ptr<Doubt> doubt;  ///< none: it is the connection's first, or nobody may doubt
  };
  /// How a transfer has left its connection.
  enum class End {
    complete,
    excess,  ///< complete, but bytes that followed it in the same read are lost
    reset,   ///< no byte came
    cut
  };

  /// `may_doubt`: whether an answer may come with a Doubt. If not, only those that were silent for kRest are
  /// used again.
  KeptConnections(const aio::EventLoop& loop, bool may_doubt) : loop_(loop), may_doubt_(may_doubt) {}
  ~KeptConnections();
  KeptConnections(const KeptConnections&) = delete;
  KeptConnections& operator=(const KeptConnections&) = delete;

  /// Whether a request to `origin`, as in "https://example.org:8443", must open a connection.
  bool needs_new(const std::string& origin);
  /// A socket was opened for a request to `origin`.
  void opened(int socket, const std::string& origin);
  /// A request is about to be sent. `own` are the sockets that were opened for it.
  Use use(const Ends& ends, const std::vector<int>& own);
  /// The head of the last answer of a connection has come. From now on the kernel holds back what TLS would
  /// say at its end, as the server would close at once, and an answer that is left over never come.
  void hold_back(const Ends& ends);
  /// The transfer over that connection has ended or was given up, whether curl has kept the connection or
  /// closed it.
  void ended(const Ends& ends, End how, bool is_http2);
  /// curl is done with the socket. Closes it, now or when it has been watched.
  void close(int socket);

  /// Settles the doubts that can be settled now. Returns when the next can be; none if none is open.
  std::optional<aio::TimePoint> settle();
  /// How many doubts were confirmed so far.
  std::int64_t confirmed() const { return confirmed_; }

 private:
  struct Connection;
  struct Origin {
    std::string name;
    bool is_tls = false, is_http2 = false;
    std::size_t unproven = 0;  // how many requests a connection may carry in a row without a rest
    std::int64_t proven = 0;   // answers
    int strays = 0;
    std::vector<Connection*> connections;

    bool is_liar() const;
  };
  struct Connection {
    Connection(Origin& of_origin, int its_socket) : origin(of_origin), socket(its_socket) {}
    Origin& origin;
    int socket;        // -1: closed, but its transfer has not ended yet
    std::string ends;  // "" before the first request
    bool has_lost_bytes = false, is_last = false;
    bool is_busy = false;  // from use() to ended(); for ever if the transfer was cancelled
    aio::TimePoint resting_since;
    std::shared_ptr<Doubt> current;              // of the answer that is awaited
    std::vector<std::shared_ptr<Doubt>> doubts;  // of the answers since the last rest
  };

  Connection* find(const Ends& ends, const std::vector<int>& own);
  bool has_rested(const Connection& connection, aio::Duration time = kRest) const;
  void blame(Connection& connection);
  Leftover look_at(Connection& connection);
  void confirm(Doubt& doubt);
  void confirm_all(Connection& connection);
  void forget(Connection& connection);
  void let_go(Connection& watched);
  void let_go_of(const Connection& watched);
  const Connection& least_watched() const;
  void let_go_of_rested();

  const aio::EventLoop& loop_;
  const bool may_doubt_;
  std::unordered_map<std::string, Origin> origins_;            // those with connections, and the remarkable
  std::unordered_map<int, std::unique_ptr<Connection>> open_;  // curl's, by socket
  std::unordered_map<std::string, Connection*> by_ends_;
  std::deque<std::unique_ptr<Connection>> watched_;  // no longer curl's; closed longest ago first
  std::int64_t confirmed_ = 0;
};

}  // namespace trawl::fetch
