-- What instances wait for: a message of a name about a key, or a signal of a name.
CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    instance TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    element TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX subscriptions_name ON subscriptions (name, key, kind, created_at, id);
CREATE INDEX subscriptions_instance ON subscriptions (instance);

-- What instances have sent and nobody has received yet. A message has one receiver, whose commit deletes it.
CREATE TABLE sent_messages (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    content TEXT NOT NULL,
    sent_by TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    refused TEXT
);
CREATE INDEX sent_messages_order ON sent_messages (sent_at, id);
CREATE INDEX sent_messages_kept ON sent_messages (keep_until, id);

-- Where the tokens of unfinished instances are; found again from their states.
CREATE TABLE positions (
    id TEXT NOT NULL PRIMARY KEY,
    instance TEXT NOT NULL,
    definition TEXT NOT NULL,
    element TEXT NOT NULL,
    tokens BIGINT NOT NULL,
    incidents BIGINT NOT NULL
);
CREATE INDEX positions_element ON positions (definition, element, instance);
CREATE INDEX positions_instance ON positions (instance);
CREATE INDEX instances_definition ON instances (definition, status, id);

-- What an operator asked of many instances at once, and how far it is.
CREATE TABLE batches (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE TABLE batch_items (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    batch TEXT NOT NULL REFERENCES batches (id) DEFERRABLE INITIALLY DEFERRED,
    instance TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    ended_at BIGINT
);
CREATE INDEX batch_items_batch ON batch_items (batch, state, id);
