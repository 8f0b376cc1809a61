// A disk that is full, and has room again.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

constexpr int kPages = 40;

/// A site of pages whose bodies do not compress, 100 kB each.
struct FullDisk : CommandLine {
  FullDisk() {
    site.page("/robots.txt", status(404));
    std::uint32_t state = 1;
    for (int i = 0; i < kPages; ++i) {
      TestReply page =
          links({"/" + std::to_string((i + 1) % kPages), "/" + std::to_string((i + 2) % kPages)});
      for (int n = 0; n < 100'000; ++n) {
        state = state * 1'664'525 + 1'013'904'223;
        page.body += static_cast<char>('A' + (state >> 24) % 58);
      }
      site.page("/" + std::to_string(i), page);
    }
  }
  /// Runs a script in a mount namespace of its own, in which "disk" is a file system of 1.5 MB.
  Finished run_with_small_disk(const std::string& script) const {
    const std::string mounted = "mkdir disk && mount -t tmpfs -o size=1500k none disk || exit 77; " + script;
    return outcome_of(
        {{"/usr/bin/unshare", "-rm", "/bin/sh", "-c", mounted}, "", environment, folder.path()});
  }

  TestSite site;
};

bool may_mount(const Finished& end) {
  const bool may = end.exit_code != 77 && !holds(end.err, "unshare");
  if (!may) MESSAGE("SKIPPED: no mount namespace here: ", end.err);
  return may;
}

}  // namespace

TEST_CASE_FIXTURE(FullDisk,
                  "a crawl on a full disk ends with exit 3, and goes on without loss when there is room") {
  if (trawl.empty()) return;
  const std::string flags = " --delay 0 --ui off --sitemap off -q";
  const std::string crawl = trawl + " " + site.origin() + "/0 -o disk/a.db" + flags;
  const Finished end = run_with_small_disk(
      crawl + "; echo \"crawl $?\"; " + crawl + "; echo \"again $?\"; " + trawl +
      " query disk/a.db 'SELECT count(*) > 0 AS some, count(*) < 40 AS not_all FROM pages' --csv; "
      "mount -o remount,size=100m disk; " +
      trawl + " resume disk/a.db" + flags + "; echo \"resume $?\"; cp disk/a.db a.db");
  CAPTURE(end.out);
  CAPTURE(end.err);
  if (!may_mount(end)) return;
  CHECK(holds(end.out, "crawl 3\n"));
  CHECK(holds(end.out, "again 3\n"));
  CHECK(holds(end.out, "1,1\r\n"));
  CHECK(holds(end.out, "resume 0\n"));
  CHECK(holds(end.err, "disk/a.db: the disk is full"));
  storage::Connection file(folder / "a.db", storage::Access::read);
  CHECK(file.text("PRAGMA integrity_check") == "ok");
  CHECK(file.integer("SELECT count(*) FROM pages") == kPages);
  CHECK(file.integer("SELECT count(DISTINCT url_id) FROM pages WHERE status = 200 AND body_id IS NOT NULL") ==
        kPages);
  CHECK(file.integer("SELECT count(*) FROM links") == 2 * kPages);
  CHECK(file.integer("SELECT sum(kills) FROM urls") == 0);
}

TEST_CASE_FIXTURE(FullDisk, "a crawl that may not write so large a file ends with exit 3, not by a signal") {
  if (trawl.empty()) return;
  const Finished end = outcome_of({{"/bin/sh", "-c",
                                    "ulimit -f 1000; exec " + trawl + " " + site.origin() +
                                        "/0 -o a.db --delay 0 --ui off --sitemap off -q"},
                                   "",
                                   environment,
                                   folder.path()});
  CAPTURE(end.err);
  CHECK(end.exit_code == 3);
  CHECK(holds(end.err, "a.db"));
  const Finished resumed = run({"resume", "a.db", "--delay", "0", "--ui", "off", "-q"});
  CHECK(resumed.exit_code == 0);
  CHECK(run({"query", "a.db", "SELECT count(*) AS n FROM pages", "--jsonl"}).out == "{\"n\":40}\n");
}
