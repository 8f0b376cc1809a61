// The tables of orders, and what the file says of them.
#include "storage/file/schema.hpp"
#include "storage/file/schema_docs.hpp"

namespace trawl::storage {

std::string orders_sql() {
  return R"sql(
CREATE TABLE orders(    -- what people have asked of the crawl
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  source TEXT NOT NULL,   -- 'ctl' or 'page'
  action TEXT NOT NULL,
  arguments TEXT NOT NULL,  -- JSON
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'refused')),
  counted INTEGER NOT NULL DEFAULT 0,  -- URLs that it changed
  message TEXT,
  done_at TEXT NOT NULL,
  before TEXT,            -- JSON: settings before it
  crawl_id INTEGER REFERENCES crawls(id)
) STRICT;

CREATE TABLE order_urls(  -- what the URLs were that the newest orders have changed: each row some with ids in a row
  order_id INTEGER NOT NULL REFERENCES orders(id),
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  skip_reason TEXT,
  priority INTEGER NOT NULL,
  due_at REAL NOT NULL,
  attempts INTEGER NOT NULL,
  kills INTEGER NOT NULL,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  PRIMARY KEY (order_id, first_id)
) STRICT, WITHOUT ROWID;
)sql";
}

std::string_view docs_of_orders() {
  return R"(
orders | What people have asked of the crawl: by trawl ctl, or on the page.
  id | Key; a later order has a higher one.
  token | By which who gave it finds it again.
  at [UTC] | When it was given.
  source | By what.
  source = ctl | By trawl ctl.
  source = page | On the page of the crawl, or by its API.
  action | What was asked for.
  action = drop | URLs that wait are skipped.
  action = requeue | URLs that are over wait again.
  action = prioritize | URLs that wait get a priority.
  action = set | Limits and pace are changed.
  action = delay | A host gets a delay of its own.
  action = pause | A host, or the crawl, is not asked.
  action = resume | It is asked again.
  action = stop | The crawl ends.
  action = include | One more --include holds.
  action = exclude | One more --exclude holds.
  action = undo | An earlier order is undone.
  arguments [JSON] | Which URLs, which host, which value.
  state | What became of it.
  state = done | It was performed.
  state = undone | It was performed, and undone later.
  state = refused | It could not be performed; message says why.
  counted [URLs] | How many it changed.
  message | What it did, or why it was refused.
  done_at [UTC] | When that was.
  before [JSON] | Settings as they were before it.
  crawl_id | The crawl.

order_urls | What URLs were before the newest twenty orders, for undo: each row is about some whose ids follow one another.
  order_id | The row of orders.
  first_id | The first id of urls.
  last_id | The last one.
  state | As urls.state was.
  skip_reason | As urls.skip_reason was.
  priority | As urls.priority was.
  due_at [epoch s] | As urls.due_at was.
  attempts | As urls.attempts was.
  kills | As urls.kills was.
  crawl_id | As urls.crawl_id was.
)";
}

}  // namespace trawl::storage
