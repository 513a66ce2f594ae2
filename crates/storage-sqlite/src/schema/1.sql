-- Ids of every kind: increasing, never given twice.
CREATE TABLE sequences (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- How many documents of a kind and shop lie in each run of 2,048 ids, so that a total and a
-- deep page of an unfiltered list cost hundreds of rows, not millions.
CREATE TABLE blocks (
  kind TEXT NOT NULL, shop INTEGER NOT NULL, block INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (kind, shop, block)
) STRICT, WITHOUT ROWID;

-- Values that documents are found by and have several of: tags, third-party ids.
CREATE TABLE terms (
  kind TEXT NOT NULL, shop INTEGER NOT NULL, term TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL,
  PRIMARY KEY (kind, shop, term, value, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX terms_of_document ON terms (kind, id);

-- What happened, committed with the change that made it happen. Times are milliseconds.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  shop INTEGER NOT NULL,
  name TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  at INTEGER NOT NULL,
  request_id TEXT,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_resource ON events (resource_id);

-- Which endpoint of a shop wants which event.
CREATE TABLE subscriptions (
  shop INTEGER NOT NULL, event TEXT NOT NULL, endpoint INTEGER NOT NULL,
  PRIMARY KEY (shop, event, endpoint)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_of_endpoint ON subscriptions (endpoint);

-- One event on its way to one endpoint. state: 0 pending, 1 delivered, 2 given up.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event INTEGER NOT NULL REFERENCES events (id),
  shop INTEGER NOT NULL,
  endpoint INTEGER NOT NULL,
  state INTEGER NOT NULL,
  -- tries in all, and tries since it was queued or last resent: where it is on the schedule
  attempts INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_pending ON deliveries (endpoint, next_at) WHERE state = 0;
CREATE INDEX deliveries_of_shop ON deliveries (shop, id);
CREATE INDEX deliveries_of_event ON deliveries (event);

-- Each try: when, what came back, how long it took. The key is delivery * 65536 + the try's
-- number, so that one append to one b-tree both stores it and finds it again.
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  duration_micros INTEGER NOT NULL,
  status INTEGER,
  failure TEXT,
  answer BLOB NOT NULL
) STRICT;
