-- What the keys are that every node must have: who starts with other ones is refused. The fingerprint tells a key
-- without giving it away.
CREATE TABLE shared_keys (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    since BIGINT NOT NULL
);
