-- What is done now and then by one node at a time: who has the turn until when, how far it came, and its last whole round.
CREATE TABLE upkeep (
    task TEXT NOT NULL PRIMARY KEY,
    owner TEXT,
    due_at BIGINT NOT NULL,
    began_at BIGINT,
    ended_at BIGINT,
    reached TEXT NOT NULL,
    blobs BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);

-- Blobs that are not what their key says, or are not there, until they are again.
CREATE TABLE blob_failures (
    sha256 TEXT NOT NULL PRIMARY KEY,
    found_at BIGINT NOT NULL,
    problem TEXT NOT NULL,
    expected BIGINT NOT NULL,
    found TEXT
);
