#include "scraper/crawl/fetcher.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "scraper/crawl/robots_request.hpp"
#include "scraper/crawl/rules/redirect.hpp"
#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/visit/own_request.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"

namespace trawl::crawl {
namespace {

/// From so many kills on, a URL is in flight without others that are as suspicious: one more kill puts it
/// aside, and they would all go together.
constexpr int kSuspiciousKills = 2;

/// Bytes of the bodies that wait to be read: while there are more, no new page is asked for.
constexpr std::size_t kUnread = 12 << 20;

/// For `events`: why a URL is asked for again after try number `attempts`.
std::string why_again(const Attempt& ended, int attempts) {
  const auto* const failure = ended.failure();
  const std::string cause =
      failure != nullptr ? failure->what() : fmt::format("status {}", ended.outcome.status);
  return fmt::format("try {} failed: {}", attempts, cause);
}

}  // namespace

Fetcher::Fetcher(const Options& options, const VisitPolicy& policy, const WallClock& clock,
                 StoreThread& store, fetch::Client& client, Session& session, Frontier& frontier,
                 Writer& writer, Suspects& suspects, aio::ThreadPool& parsers)
    : options_(options),
      policy_(policy),
      clock_(clock),
      store_(store),
      client_(client),
      session_(session),
      frontier_(frontier),
      writer_(writer),
      suspects_(suspects),
      parsers_(parsers),
      unread_(kUnread) {}

aio::Coroutine<void> Fetcher::work_on(Job& job) {
  switch (job.kind) {
    case Job::Kind::page:
      co_await fetch_page(job);
      break;
    case Job::Kind::address:
      co_await look_up_host_of(job);
      break;
    case Job::Kind::robots:
      co_await fetch_robots_of(job);
      break;
    case Job::Kind::known:
      co_await read_known_page(job);
      break;
    case Job::Kind::refused: {
      note_hosts();  // its host may just have reached a limit
      auto refusal = read_refusal(job.lease, job.reason);
      co_await writer_.put(std::move(refusal));
      break;
    }
    case Job::Kind::held: {
      auto held = read_refusal(job.lease, job.reason);
      held.visit.state = storage::UrlState::held;
      co_await writer_.put(std::move(held));
      break;
    }
  }
}

aio::Coroutine<Attempt> Fetcher::ask(const storage::Lease& lease, Sent& sent) {
  auto url = fetch::Url::parse(lease.url);
  if (!url) {
    Attempt refused(fetch::Error(fetch::ErrorKind::internal, "the stored URL is no URL"));
    co_return refused;
  }
  sent.cookies = session_.cookie_hash(*url, clock_.now());
  auto request = session_.request_for(std::move(*url), lease);
  request.needs_new_connection = suspects_.take_certain(lease.url_id);
  co_return co_await attempt(client_, std::move(request), clock_);
}

/// No page was asked when descriptors lack, so it says nothing about a host. When none gets free, the crawl
/// ends, and can be resumed. Throws std::runtime_error.
void Fetcher::look_for_shortage(const Outcome& outcome, std::int64_t host_id) {
  if (outcome.error == fetch::ErrorKind::resources)
    throw std::runtime_error(
        "no descriptor got free for half a minute: raise the limit (ulimit -n) or end other programs; then "
        "'trawl resume' goes on");
  if (outcome.waited == 0 || std::exchange(has_told_shortage_, true)) return;
  writer_.note("warning", "descriptors",
               "descriptors ran out (ulimit -n): fewer pages are fetched at a time than -c says", 0, host_id);
}

void Fetcher::count(const fetch::Response& response) {
  bytes_ += static_cast<std::int64_t>(response.body.size());
  if (counted_) counted_();
}

/// Whether a page that leads to itself is asked again in this visit, as `target` spells it: unless that was
/// asked with the same cookies before, or too often.
bool Fetcher::asks_again(Job& job, const fetch::Url& target, const Sent& sent) {
  storage::Lease& lease = job.lease;
  if (static_cast<int>(lease.asked.size()) >= options_.redirects) return false;
  lease.asked.emplace_back(lease.url, sent.cookies);
  const storage::Asked next(target.href(), session_.cookie_hash(target, clock_.now()));
  if (std::find(lease.asked.begin(), lease.asked.end(), next) != lease.asked.end()) {
    lease.asked.pop_back();
    return false;
  }
  lease.url = next.url;
  writer_.note("info", "redirect", fmt::format("it leads to itself: asked again as {}", next.url),
               lease.url_id, lease.host_id);
  return true;
}

/// Tells the store with which cookies a redirect was asked, and with which its target would be asked now.
void Fetcher::set_cookies(VisitReport& report, const storage::Lease& lease, const Sent& sent) const {
  if (!report.leads_on) return;
  for (storage::NewUrl& found : report.visit.found) {
    if (found.via_kind != storage::ViaKind::redirect) continue;
    const auto target = fetch::Url::parse(found.url);
    const auto own = fetch::Url::parse(lease.url);
    if (!target || !own || found.key() == fetch::url_key(*own, options_.key).href()) continue;
    report.visit.hop_cookies = sent.cookies;
    found.cookies = session_.cookie_hash(*target, clock_.now());
  }
}

aio::Coroutine<void> Fetcher::fetch_page(Job& job) {
  std::optional<aio::Lock::Held> alone;
  if (job.lease.kills >= kSuspiciousKills) {
    auto held = co_await killed_before_.acquire();
    alone.emplace(std::move(held));
  }
  std::optional<storage::FlightLog::Flight> flight(std::in_place, store_.flights(), job.lease.url_id);
  Sent sent;
  auto ended = co_await ask(job.lease, sent);
  look_for_shortage(ended.outcome, job.host_id);
  const double now = clock_.now();
  const std::string ip = ended.response ? ended.response->ip : "";
  for (int i = 0; i < ended.outcome.repeats; ++i)
    writer_.note("info", "retry",
                 "a kept connection was dead or a header line malformed: asked again at once",
                 job.lease.url_id, job.host_id);
  if (ended.response && !becomes_another(job.lease.request, ended.response->status)) {
    const auto target = redirect_to_itself(*ended.response, options_.key);
    if (target && asks_again(job, *target, sent)) {
      frontier_.ended(job, ended.outcome, ip, false);
      frontier_.again(job);
      co_return;
    }
  }
  auto retry = retry_pause(options_, ended.outcome, job.lease.attempts + ended.tries());
  const bool was_head = storage::is_only_checked(job.lease.kind) &&
                        job.lease.kind != storage::UrlKind::stylesheet && job.lease.attempts == 0;
  if (was_head && is_refused_head(ended.outcome)) retry = std::chrono::milliseconds(0);
  const bool counts = !retry && !is_sitemap(job.lease);  // towards the page limits
  frontier_.ended(job, ended.outcome, ip, counts);
  note_hosts();
  if (ended.outcome.error == fetch::ErrorKind::address_forbidden && ended.failure() != nullptr)
    writer_.note("warning", storage::name_of(storage::SkipReason::forbidden_address), ended.failure()->what(),
                 job.lease.url_id, job.host_id);
  if (!retry && ended.response) count(*ended.response);
  Suspect suspect{job.lease.url_id, job.host_id, counts, nullptr};
  if (ended.response && !retry) suspect.doubt = ended.response->doubt;
  VisitReport report;
  Room::Share share;
  if (retry) {
    report = read_retry(job.lease, ended.outcome, *retry, now);
    writer_.note("info", "retry", why_again(ended, report.visit.attempts), job.lease.url_id, job.host_id);
    ended.response.reset();  // nobody reads the body, and the writer may let us wait
  } else {
    auto visit = co_await read(job.lease, ended, now, share);
    report = std::move(visit);
  }
  if (!report.refreshes_to.empty() && !std::exchange(job.lease.has_refreshed, true)) {
    const auto target = fetch::Url::parse(report.refreshes_to);
    if (target && session_.cookie_hash(*target, clock_.now()) != sent.cookies &&
        asks_again(job, *target, sent)) {
      frontier_.not_counted(job.host_id, counts);
      frontier_.again(job);
      co_return;
    }
  }
  if (report.visit.state == storage::UrlState::skipped) {  // what it says of its use forbids to keep it
    frontier_.not_counted(job.host_id, std::exchange(suspect.is_page, false));
  }
  flight.reset();
  alone.reset();
  set_cookies(report, job.lease, sent);
  if (heed_) heed_(report, job.lease);
  co_await writer_.put(std::move(report), std::move(share));
  suspects_.add(std::move(suspect));
}

/// Has an answer read on a parser's thread, where its body dies, too.
aio::Coroutine<VisitReport> Fetcher::read(const storage::Lease& lease, Attempt& ended, double now,
                                          Room::Share& share) {
  if (!ended.response) co_return read_failure(policy_, lease, *ended.error, ended.outcome, now);
  std::optional<storage::Body> content;
  if (ended.response->status == 304 && lease.known) {
    auto stored = co_await store_.content(lease.known->id);
    content = std::move(stored);
    ++unchanged_;
  }
  const std::size_t bytes = ended.response->body.size() + ended.response->sent_body.size() +
                            (content ? static_cast<std::size_t>(content->size) : 0);
  const auto unread = unread_.hold(bytes);
  auto taken = co_await writer_.room().take(bytes);
  share = std::move(taken);
  auto read = [](const VisitPolicy* policy, const storage::Lease& asked, fetch::Response response,
                 const Outcome& outcome, double at, const std::optional<storage::Body>& known) {
    return read_response(*policy, asked, std::move(response), outcome, at, known);
  };
  co_return co_await aio::to_thread(parsers_, read, &policy_, lease, std::move(*ended.response),
                                    ended.outcome, now, std::move(content));
}

aio::Coroutine<void> Fetcher::read_known_page(const Job& job) {
  auto content = co_await store_.content(job.lease.known->id);
  auto read = [](const VisitPolicy* policy, const storage::Lease& lease,
                 const std::optional<storage::Body>& known) { return read_known(*policy, lease, known); };
  auto report = co_await aio::to_thread(parsers_, read, &policy_, job.lease, std::move(content));
  ++fresh_;
  if (heed_) heed_(report, job.lease);
  co_await writer_.put(std::move(report));
}

/// A failure shows when the host is asked.
aio::Coroutine<void> Fetcher::look_up_host_of(Job& job) {
  auto url = fetch::Url::parse(job.origin);
  std::string ip;
  if (url) ip = co_await client_.address_of(std::move(*url));
  frontier_.located(job, ip);
}

void Fetcher::note_hosts() {
  for (Frontier::HostNote& note : frontier_.take_host_notes())
    writer_.note(note.kind == "parked" ? "warning" : "info", note.kind, std::move(note.text), 0,
                 note.host_id);
}

aio::Coroutine<void> Fetcher::fetch_robots_of(Job& job) {
  const auto reply = co_await fetch_robots(client_, options_, clock_, job.origin);
  look_for_shortage(reply.outcome, job.host_id);
  if (reply.answer == RobotsAnswer::refuse_all) {
    const bool is_forbidden = reply.outcome.error == fetch::ErrorKind::address_forbidden;
    const auto kind =
        storage::name_of(is_forbidden ? storage::SkipReason::forbidden_address : storage::SkipReason::robots);
    auto text = fmt::format("{}/robots.txt could not be fetched: {}", job.origin, reply.problem);
    writer_.note("warning", kind, is_forbidden ? reply.problem : std::move(text), 0, job.host_id);
  }
  if (reply.answer != RobotsAnswer::refuse_all && looks_for_sitemaps(policy_, job.origin)) {
    auto found = co_await aio::to_thread(parsers_, discovered_sitemaps, &policy_, job.origin, reply.body);
    if (!found.empty()) co_await writer_.put_seeds(std::move(found));
  }
  if (!options_.asks_tdm_rules() || reply.answer == RobotsAnswer::refuse_all) {
    frontier_.robots_answered(job, reply.answer, reply.body, reply.outcome);
  } else {
    const auto pause = pause_before_tdm_rules(options_, reply);
    co_await aio::sleep(pause);
    auto rules = co_await fetch_tdm_rules(client_, options_, clock_, job.origin);
    rules.outcome.waited += std::chrono::duration<double>(pause).count();  // the host's pace counts from here
    frontier_.robots_answered(job, reply.answer, reply.body, rules.outcome, rules.body);
  }
  note_hosts();
}

}  // namespace trawl::crawl
