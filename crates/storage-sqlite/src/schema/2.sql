-- A delivery of an event that was made to try an endpoint out.
ALTER TABLE deliveries ADD COLUMN test INTEGER NOT NULL DEFAULT 0;

-- What is looked for when something went wrong. Only what is given up pays for it.
CREATE INDEX deliveries_given_up ON deliveries (shop, id) WHERE state = 2;

-- An endpoint's tries by the minute in which they began, so that its health over a week costs some thousand rows
-- however many tries there were. Kept as long as the log is; a minute takes less room than one event.
CREATE TABLE tallies (
  endpoint INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  -- tries that failed after the minute's last that succeeded
  failed_since INTEGER NOT NULL,
  last_success_at INTEGER,
  last_failure_at INTEGER,
  -- tries that got an answer, how long their answers took together, and the slowest of them
  answered INTEGER NOT NULL,
  micros INTEGER NOT NULL,
  slowest INTEGER NOT NULL,
  PRIMARY KEY (endpoint, minute)
) STRICT, WITHOUT ROWID;

WITH tries AS (
  SELECT d.endpoint, a.at / 60000 AS minute, a.at, a.duration_micros, a.status, a.failure,
         max(a.at) FILTER (WHERE a.failure IS NULL) OVER (PARTITION BY d.endpoint, a.at / 60000) AS last_success_at
  FROM attempts a JOIN deliveries d ON d.id = a.id / 65536
)
INSERT INTO tallies
SELECT endpoint, minute,
       count(*) FILTER (WHERE failure IS NULL),
       count(*) FILTER (WHERE failure IS NOT NULL),
       count(*) FILTER (WHERE failure IS NOT NULL AND at > coalesce(last_success_at, 0)),
       last_success_at,
       max(at) FILTER (WHERE failure IS NOT NULL),
       count(status),
       coalesce(sum(duration_micros) FILTER (WHERE status IS NOT NULL), 0),
       coalesce(max(duration_micros) FILTER (WHERE status IS NOT NULL), 0)
FROM tries GROUP BY endpoint, minute;
