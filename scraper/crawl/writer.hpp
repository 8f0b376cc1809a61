#pragma once
#include <functional>
#include <vector>

#include "fetch/aio/queue.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/room.hpp"
#include "scraper/crawl/sampler.hpp"
#include "scraper/crawl/session.hpp"
#include "scraper/crawl/tally.hpp"
#include "scraper/crawl/visit/visit.hpp"

namespace trawl::crawl {

/// Takes visits from one bounded queue, commits all that are there in one transaction, and tells the
/// frontier. While a commit runs, the next batch gathers; so batches grow with the load.
/// Thread: the loop's.
class Writer {
 public:
  /// The run that it writes for begins now; earlier runs of its crawl took `earlier_seconds`. `concurrency`
  /// is how many fetches it has at a time.
  Writer(FrontierStore& store, Frontier& frontier, Session& session, Tally& tally, const WallClock& clock,
         int concurrency, double earlier_seconds);

  /// A page takes its share of it before it is read.
  Room& room() { return room_; }
  /// Waits while the queue is full. Keeps `share` until the report is in the file.
  aio::Coroutine<void> put(VisitReport report, Room::Share share = {});
  /// Adds a line for `events` to the next batch. 0 as `url_id` or `host_id`: it is about none.
  void note(std::string_view level, std::string_view kind, std::string message, std::int64_t url_id,
            std::int64_t host_id);
  /// Commits the seeds in a batch of their own.
  aio::Coroutine<void> put_seeds(std::vector<storage::NewUrl> seeds);

  /// Commits that these skipped URLs are asked for after all.
  aio::Coroutine<void> ask_again(std::vector<std::int64_t> url_ids);

  /// Commits until the queue is closed and empty. Throws storage::Error.
  aio::Coroutine<void> run();
  void close() { visits_.close(); }

 private:
  struct Waiting {
    Waiting(VisitReport visit_report, Room::Share room_share)
        : report(std::move(visit_report)), share(std::move(room_share)) {}
    VisitReport report;
    Room::Share share;
  };

  aio::Coroutine<void> commit(storage::Batch batch);
  bool gathers() const;
  void take(storage::Batch& batch, Waiting&& waiting);
  double seconds() const;
  void take_sample(storage::Batch& batch);

  FrontierStore& store_;
  Frontier& frontier_;
  Session& session_;
  Tally& tally_;
  const WallClock& clock_;
  Room room_;  // outlives its shares below
  const std::size_t most_waiting_;
  aio::Queue<Waiting> visits_;
  std::vector<Room::Share> shares_;  ///< of the batch that is being committed
  std::vector<storage::Event> events_;
  const double started_, earlier_;
  Sampler sampler_;
};

}  // namespace trawl::crawl
