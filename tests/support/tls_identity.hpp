#pragma once
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace trawl::support {

/// A temporary folder with a key and a self-signed certificate for "localhost" and 127.0.0.1.
struct TlsIdentity {
  TlsIdentity() {
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
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;
  ~TlsIdentity() { std::filesystem::remove_all(folder); }

  std::filesystem::path key() const { return folder / "key.pem"; }
  std::filesystem::path certificate() const { return folder / "certificate.pem"; }

  std::filesystem::path folder;
};

}  // namespace trawl::support
