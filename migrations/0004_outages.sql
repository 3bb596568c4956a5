-- When the service was last seen answering, and when it was not: the record of interruptions (Ley 1437 de 2011, art. 62).
CREATE TABLE heartbeats (
    service TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE TABLE outages (
    began_at BIGINT NOT NULL PRIMARY KEY,
    ended_at BIGINT NOT NULL
);
