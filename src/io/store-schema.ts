/** Number of the layout below, kept in the file's `user_version`. */
export const SCHEMA_VERSION = 3;

/**
 * Times are wall time in milliseconds since 1970. Rows are never deleted: ids and hashes answer
 * a repeated document for ever; documents alone may be erased.
 */
export const SCHEMA = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  state TEXT NOT NULL,
  reasons TEXT NOT NULL,
  priority INTEGER NOT NULL,
  arrival INTEGER NOT NULL UNIQUE,
  stock TEXT NOT NULL,
  server TEXT,
  printer TEXT,
  specimen INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  expires_at INTEGER,
  expiry_told_at INTEGER,
  reprint_of TEXT,
  ended_at INTEGER,
  attempts INTEGER NOT NULL,
  spoiled INTEGER NOT NULL DEFAULT 0,
  not_printed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX jobs_completed ON jobs (ended_at) WHERE state = 'completed';
CREATE INDEX jobs_open ON jobs (arrival) WHERE state IN ('pending', 'processing', 'in-doubt');

CREATE TABLE documents (
  job_id TEXT PRIMARY KEY REFERENCES jobs,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE attempts (
  job_id TEXT NOT NULL REFERENCES jobs,
  attempt INTEGER NOT NULL,
  printer TEXT NOT NULL,
  armed_at INTEGER NOT NULL,
  before TEXT NOT NULL,
  panels INTEGER NOT NULL,
  payload_hash TEXT NOT NULL,
  interrupted TEXT,
  rejecting TEXT,
  outcome TEXT,
  evidence TEXT,
  ended_at INTEGER,
  decisions TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (job_id, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_open ON attempts (job_id) WHERE outcome IS NULL;
CREATE INDEX attempts_ended ON attempts (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX attempts_by_printer ON attempts (printer, armed_at);

CREATE TABLE commands (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  sent_at INTEGER,
  cmd TEXT NOT NULL,
  by TEXT NOT NULL,
  reason TEXT,
  note TEXT,
  job_id TEXT,
  request TEXT NOT NULL,
  answer TEXT NOT NULL
) STRICT;

CREATE TABLE faults (
  fault INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  condition TEXT NOT NULL,
  raw TEXT,
  since INTEGER NOT NULL,
  cleared_at INTEGER
) STRICT;
CREATE UNIQUE INDEX faults_open ON faults (device, condition) WHERE cleared_at IS NULL;

CREATE TABLE holds (
  hold INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  cause TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  lifted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX holds_open ON holds (id) WHERE lifted_at IS NULL;

CREATE TABLE overrides (
  override INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  condition TEXT NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX overrides_open ON overrides (device, condition) WHERE ended_at IS NULL;

CREATE TABLE incidents (
  incident INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  condition TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  cleared_at INTEGER,
  by_person INTEGER,
  attended INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  reopened INTEGER NOT NULL
) STRICT;
CREATE INDEX incidents_by_device ON incidents (device, raised_at);

CREATE TABLE relapses (
  device TEXT NOT NULL,
  condition TEXT NOT NULL,
  count INTEGER NOT NULL,
  since INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (device, condition, count)
) STRICT, WITHOUT ROWID;

CREATE TABLE probations (
  probation INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  condition TEXT NOT NULL,
  since INTEGER NOT NULL,
  phase TEXT NOT NULL,
  step INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  factor INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX probations_open ON probations (device) WHERE ended_at IS NULL;

CREATE TABLE notices (
  notice INTEGER PRIMARY KEY,
  problem TEXT NOT NULL,
  body TEXT NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX notices_open ON notices (problem) WHERE closed_at IS NULL;

CREATE TABLE events (
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  delivered INTEGER NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_undelivered ON events (stream, seq) WHERE delivered = 0;
`;
