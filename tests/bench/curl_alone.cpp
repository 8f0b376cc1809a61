// The speed of curl multi alone: curl_alone PORT HOSTS PAGES CONCURRENCY fetches pages 0 to PAGES - 1 of
// site_server and discards them. The exit code is 1 if an answer was not a 200.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <curl/curl.h>

namespace {

std::size_t throw_away(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string port = argv[1];
  const long hosts = std::atol(argv[2]), pages = std::atol(argv[3]), concurrency = std::atol(argv[4]);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* const multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, concurrency);

  long next = 0, failures = 0;
  const auto begin = [&](CURL* easy) {
    const long host = next % hosts;
    const std::string url = "http://127.1." + std::to_string(host / 250) + "." +
                            std::to_string(host % 250 + 1) + ":" + port + "/" + std::to_string(next);
    ++next;
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_multi_add_handle(multi, easy);
  };
  std::vector<CURL*> handles;
  while (next < std::min(concurrency, pages)) {
    CURL* const easy = handles.emplace_back(curl_easy_init());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, throw_away);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    begin(easy);
  }

  for (int running = 1; running != 0;) {
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
      CURL* const easy = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 200) ++failures;
      curl_multi_remove_handle(multi, easy);
      if (next == pages) continue;
      begin(easy);
      running = 1;
    }
    if (running != 0) curl_multi_poll(multi, nullptr, 0, 1'000, nullptr);
  }
  for (CURL* const easy : handles) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  if (failures != 0) std::fprintf(stderr, "%ld pages failed\n", failures);
  return failures == 0 ? 0 : 1;
}
