#include "tests/support/tls_tunnel.hpp"

#include <array>
#include <csignal>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/tls_identity.hpp"

namespace trawl::support {

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// RFC 7301: the protocol that was agreed on.
int choose_http2(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                 unsigned int offered_size, void*) {
  static constexpr std::array<unsigned char, 3> kHttp2{2, 'h', '2'};
  const int code = SSL_select_next_proto(const_cast<unsigned char**>(chosen), size, kHttp2.data(),
                                         kHttp2.size(), offered, offered_size);
  return code == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

struct TlsTunnel::Impl {
  Impl(int its_plain_port, bool speaks_http2) : plain_port(its_plain_port) {
    if (speaks_http2) SSL_CTX_set_alpn_select_cb(context, &choose_http2, nullptr);
    SSL_CTX_use_certificate_file(context, identity.certificate().c_str(), SSL_FILETYPE_PEM);
    if (SSL_CTX_use_PrivateKey_file(context, identity.key().c_str(), SSL_FILETYPE_PEM) != 1)
      throw std::runtime_error("OpenSSL does not take the key");
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 512) != 0)
      throw std::runtime_error("cannot listen");
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    acceptor = std::thread([this] { accept_all(); });
  }
  ~Impl() {
    shutdown(listener, SHUT_RDWR);
    acceptor.join();
    {
      const std::lock_guard lock(mutex);
      for (const int socket : sockets) shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& tunnel : tunnels) tunnel.join();
    close(listener);
    SSL_CTX_free(context);
  }

  void accept_all() {
    for (int client; (client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      const std::lock_guard lock(mutex);
      sockets.insert(client);
      tunnels.emplace_back([this, client] { serve(client); });
    }
  }

  void serve(int client) {
    sigset_t broken_pipe;  // which OpenSSL causes when the other side has gone
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    const int plain = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(plain_port);
    const int on = 1;
    for (const int socket : {client, plain}) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    SSL* const tls = SSL_new(context);
    SSL_set_fd(tls, client);
    if (connect(plain, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        SSL_accept(tls) == 1)
      pass(tls, client, plain);
    SSL_free(tls);
    close(plain);
    const std::lock_guard lock(mutex);
    sockets.erase(client);
    close(client);
  }

  /// Passes bytes both ways until one side closes.
  static void pass(SSL* tls, int client, int plain) {
    std::array<char, 16'384> piece;
    for (;;) {
      std::array<pollfd, 2> sides{pollfd{client, POLLIN, 0}, pollfd{plain, POLLIN, 0}};
      if (SSL_pending(tls) == 0 && poll(sides.data(), sides.size(), -1) <= 0) return;
      if (SSL_pending(tls) > 0 || sides[0].revents != 0) {
        const int size = SSL_read(tls, piece.data(), piece.size());
        if (size <= 0 || send(plain, piece.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size)
          return;
      }
      if (sides[1].revents != 0) {
        const auto size = static_cast<int>(recv(plain, piece.data(), piece.size(), 0));
        if (size <= 0 || SSL_write(tls, piece.data(), size) != size) return;
      }
    }
  }

  const int plain_port;
  int port = 0;
  const TlsIdentity identity;
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::mutex mutex;
  std::set<int> sockets;             // of clients; guarded by mutex
  std::vector<std::thread> tunnels;  // only acceptor uses it until it has ended
  std::thread acceptor;
};

TlsTunnel::TlsTunnel(int plain_port, bool speaks_http2)
    : impl_(std::make_unique<Impl>(plain_port, speaks_http2)) {}
TlsTunnel::~TlsTunnel() = default;

int TlsTunnel::port() const {
  return impl_->port;
}

}  // namespace trawl::support
