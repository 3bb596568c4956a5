-- What begins an instance of a process from outside: a message, a signal or a time of one of its start events.
-- A time that is over for good has no due_at and keeps its row, so that a restart does not count it again.
CREATE TABLE starts (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    process TEXT NOT NULL,
    definition TEXT NOT NULL,
    element TEXT NOT NULL,
    part BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT,
    times_left BIGINT
);
CREATE INDEX starts_name ON starts (name, kind, id);
CREATE INDEX starts_due ON starts (due_at, id) WHERE due_at IS NOT NULL;
