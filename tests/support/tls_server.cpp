#include "tests/support/tls_server.hpp"

#include <thread>

#include <httplib.h>

#include "tests/support/tls_identity.hpp"

namespace trawl::support {

struct TlsServer::Impl {
  TlsIdentity identity;
  httplib::SSLServer server{identity.certificate().c_str(), identity.key().c_str()};
  int port = server.bind_to_any_port("127.0.0.1");
  std::thread thread;
};

TlsServer::TlsServer() : impl_(std::make_unique<Impl>()) {
  impl_->server.Get("/headers", [](const httplib::Request& request, httplib::Response& response) {
    std::string names;
    for (const auto& [name, value] : request.headers) names += name + '\n';
    response.set_content(names, "text/plain");
  });
  impl_->server.Get(".*", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("secret", "text/plain");
  });
  impl_->server.set_keep_alive_timeout(1);
  impl_->thread = std::thread([this] { impl_->server.listen_after_bind(); });
  while (!impl_->server.is_running()) std::this_thread::yield();
}

TlsServer::~TlsServer() {
  impl_->server.stop();
  impl_->thread.join();
}

int TlsServer::port() const {
  return impl_->port;
}
std::filesystem::path TlsServer::certificate() const {
  return impl_->identity.certificate();
}

}  // namespace trawl::support
