#pragma once
#include <mutex>
#include <set>
#include <string>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/scope.hpp"
#include "scraper/crawl/visit/shape_watch.hpp"
#include "scraper/extract/command_runner.hpp"
#include "scraper/extract/extractor.hpp"
#include "storage/body_dictionaries.hpp"

namespace trawl::crawl {

/// Decides how a response is read, and which of its links are followed.
/// Thread: the parsers' threads share it, and only read it but for what was said.
/// Requires: what it is made of outlives it.
class VisitPolicy {
 public:
  VisitPolicy(const Options& crawl_options, const Scope& crawl_scope,
              const extract::Extractor* its_extractor = nullptr,
              extract::CommandRunner* its_commands = nullptr)
      : options(crawl_options), scope(crawl_scope), extractor(its_extractor), commands(its_commands) {}

  /// Whether links are followed only if a rule chooses them.
  bool chooses_links() const { return extractor != nullptr && extractor->chooses_links(); }
  /// True at the first call for a media type: that pages of it are skipped is said once.
  bool says_skipped_type(const std::string& media_type) const {
    const std::scoped_lock lock(said_lock_);
    return said_.insert(media_type).second;
  }

  /// For the bodies of this crawl.
  storage::BodyDictionaries& dictionaries() const { return dictionaries_; }

  /// What the URLs of each shape bring.
  ShapeWatch& shapes() const { return shapes_; }

  const Options& options;
  const Scope& scope;
  const extract::Extractor* const extractor;  ///< null: no rules
  extract::CommandRunner* const commands;     ///< null: rules run no commands

 private:
  mutable std::mutex said_lock_;
  mutable std::set<std::string> said_;
  mutable storage::BodyDictionaries dictionaries_;
  mutable ShapeWatch shapes_;
};

}  // namespace trawl::crawl
