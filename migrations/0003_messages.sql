-- What the office and the filer of a case write to each other; each message is also a document of the expediente.
CREATE TABLE messages (
    document TEXT NOT NULL PRIMARY KEY REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    case_id TEXT NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    author TEXT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    from_office BIGINT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX messages_case ON messages (case_id, at, document);
