-- What each transaction of the writer did to rows, until a backup takes it along: with it a copy is brought to any later
-- position. Empty unless point in time is on. Numbers of one branch follow each other; a restored database begins another.
CREATE TABLE redo (
    number BIGINT NOT NULL PRIMARY KEY,
    branch TEXT NOT NULL,
    position BIGINT NOT NULL,
    changes BYTEA NOT NULL
);
