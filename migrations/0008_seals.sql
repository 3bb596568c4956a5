-- Signed roots of the Merkle tree over the journal, each naming the one before it: only one seal can follow another.
CREATE TABLE seals (
    size BIGINT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    previous TEXT,
    root TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL,
    peaks BYTEA NOT NULL
);

-- The hashes of the entries that each seal adds, apart: they are only read to tell which entry was changed and to prove one.
CREATE TABLE seal_leaves (
    size BIGINT NOT NULL PRIMARY KEY REFERENCES seals (size) DEFERRABLE INITIALLY DEFERRED,
    leaves BYTEA NOT NULL
);

-- The time stamps that a service gave to some of them (RFC 3161).
CREATE TABLE seal_stamps (
    size BIGINT NOT NULL PRIMARY KEY REFERENCES seals (size) DEFERRABLE INITIALLY DEFERRED,
    at BIGINT NOT NULL,
    token BYTEA NOT NULL
);
