#include "tests/support/tls_server.hpp"

#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <httplib.h>

namespace trawl::support {

namespace {
/// A temporary folder with a key and a certificate.
struct Identity {
  Identity() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trawl-tls-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error("cannot make a folder for a certificate");
    folder = pattern;
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost "
        "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout '" +
        key().string() + "' -out '" + certificate().string() + "' 2>'" + (folder / "log").string() + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
  }
  ~Identity() { std::filesystem::remove_all(folder); }

  std::filesystem::path key() const { return folder / "key.pem"; }
  std::filesystem::path certificate() const { return folder / "certificate.pem"; }

  std::filesystem::path folder;
};
}  // namespace

struct TlsServer::Impl {
  Identity identity;
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
