-- One text for SQLite and PostgreSQL: BIGINT for integers, flags (0/1) and times (microseconds
-- since 1970 UTC), TEXT for words, ids (ULID), dates (ISO 8601) and JSON. References are checked
-- when a transaction commits, because the writer writes table by table.

-- The truth: every change of anything, in total order without gaps.
CREATE TABLE journal (
    position BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX journal_subject ON journal (subject_id, subject_kind, position);

-- The last number given in each series and year.
CREATE TABLE counters (
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (series, year)
);

-- The engine.
CREATE TABLE definitions (
    hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX definitions_name ON definitions (kind, name, at);

CREATE TABLE instances (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    definition TEXT NOT NULL,
    definition_name TEXT NOT NULL,
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    case_id TEXT,
    updated_at BIGINT NOT NULL
);
CREATE INDEX instances_status ON instances (status, id);

CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    instance TEXT NOT NULL,
    case_id TEXT,
    subject TEXT NOT NULL,
    element TEXT NOT NULL,
    name TEXT NOT NULL,
    act TEXT,
    role TEXT NOT NULL,
    office TEXT NOT NULL,
    assignee TEXT,
    state TEXT NOT NULL,
    form TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX tasks_inbox ON tasks (office, role, COALESCE(due_at, 9223372036854775807), id) WHERE state = 'open';
CREATE INDEX tasks_assignee ON tasks (assignee, COALESCE(due_at, 9223372036854775807), id) WHERE state = 'open';
CREATE INDEX tasks_case ON tasks (case_id, id);
CREATE INDEX tasks_instance ON tasks (instance, id);

CREATE TABLE timers (
    id TEXT NOT NULL PRIMARY KEY,
    instance TEXT NOT NULL,
    key TEXT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX timers_due ON timers (due_at, id);
CREATE INDEX timers_instance ON timers (instance);

-- A job that is taken stays waiting, with its due time moved to the end of the lease.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    instance TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_owner TEXT,
    last_error TEXT
);
CREATE INDEX jobs_due ON jobs (due_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_state ON jobs (state, id);
CREATE INDEX jobs_instance ON jobs (instance);

-- People.
CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    id_number TEXT,
    roles TEXT NOT NULL,
    offices TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT people_identity UNIQUE (issuer, subject)
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE oidc_logins (
    state TEXT NOT NULL PRIMARY KEY,
    nonce TEXT NOT NULL,
    pkce_verifier TEXT NOT NULL,
    issuer TEXT NOT NULL,
    return_to TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX oidc_logins_expiry ON oidc_logins (expires_at);

-- Filing.
CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    person TEXT NOT NULL,
    tramite TEXT NOT NULL,
    definition TEXT NOT NULL,
    data TEXT NOT NULL,
    step TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX drafts_person ON drafts (person, id);
CREATE INDEX drafts_expiry ON drafts (expires_at);

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    radicado TEXT NOT NULL,
    tramite TEXT NOT NULL,
    definition TEXT NOT NULL,
    office TEXT NOT NULL,
    filer TEXT NOT NULL,
    filer_id_number TEXT NOT NULL,
    filer_name TEXT NOT NULL,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    data TEXT NOT NULL,
    clock TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    due_on TEXT,
    outcome TEXT,
    instance TEXT,
    expediente TEXT,
    CONSTRAINT cases_radicado UNIQUE (radicado)
);
CREATE INDEX cases_filer ON cases (filer, id);
CREATE INDEX cases_office ON cases (office, status, id);
CREATE INDEX cases_office_all ON cases (office, id);
CREATE INDEX cases_expediente ON cases (expediente);
CREATE INDEX cases_due ON cases (status, due_on);

CREATE TABLE ratings (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    score BIGINT NOT NULL,
    comment TEXT,
    at BIGINT NOT NULL
);

-- Records.
CREATE TABLE expedientes (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    trd_version TEXT NOT NULL,
    series TEXT NOT NULL,
    subseries TEXT,
    office TEXT NOT NULL,
    title TEXT NOT NULL,
    access TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    index_document TEXT,
    retention TEXT NOT NULL,
    next_ordinal BIGINT NOT NULL,
    next_page BIGINT NOT NULL,
    CONSTRAINT expedientes_code UNIQUE (code)
);
CREATE INDEX expedientes_office ON expedientes (office, id);

CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    expediente TEXT NOT NULL REFERENCES expedientes (id) DEFERRABLE INITIALLY DEFERRED,
    case_id TEXT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    radicado TEXT,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    pages BIGINT NOT NULL,
    format TEXT NOT NULL,
    origin TEXT NOT NULL,
    class TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    incorporated_at BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    page_start BIGINT NOT NULL,
    page_end BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    number TEXT,
    verification_code TEXT,
    signature TEXT,
    CONSTRAINT documents_order UNIQUE (expediente, ordinal),
    CONSTRAINT documents_verification UNIQUE (verification_code)
);
CREATE INDEX documents_case ON documents (case_id, ordinal);
CREATE INDEX documents_content ON documents (sha256);

CREATE TABLE blobs (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Telling.
CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    case_id TEXT,
    event TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    sent_at BIGINT,
    error TEXT,
    CONSTRAINT notices_event UNIQUE (event)
);
CREATE INDEX notices_due ON notices (next_at, id) WHERE state = 'waiting';
CREATE INDEX notices_case ON notices (case_id, id);
CREATE INDEX notices_recipient ON notices (recipient, id);

-- Governed documents and committees.
CREATE TABLE governed_documents (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    scope TEXT NOT NULL,
    class TEXT NOT NULL,
    in_force TEXT,
    review_on TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT governed_documents_code UNIQUE (code)
);

CREATE TABLE document_versions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    document TEXT NOT NULL REFERENCES governed_documents (id) DEFERRABLE INITIALLY DEFERRED,
    major BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    date TEXT,
    responsible TEXT NOT NULL,
    description TEXT NOT NULL,
    approved_by TEXT,
    instance TEXT,
    created_at BIGINT NOT NULL,
    CONSTRAINT document_versions_number UNIQUE (document, major, minor)
);
CREATE INDEX document_versions_instance ON document_versions (instance);

CREATE TABLE committees (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,
    members TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT committees_code UNIQUE (code)
);

CREATE TABLE ballots (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    version_id TEXT NOT NULL REFERENCES document_versions (id) DEFERRABLE INITIALLY DEFERRED,
    committee TEXT NOT NULL REFERENCES committees (id) DEFERRABLE INITIALLY DEFERRED,
    entitled TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    result TEXT
);
CREATE INDEX ballots_version ON ballots (version_id, id);
CREATE INDEX ballots_committee ON ballots (committee, id);

CREATE TABLE votes (
    ballot TEXT NOT NULL REFERENCES ballots (id) DEFERRABLE INITIALLY DEFERRED,
    voter TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (ballot, voter)
);
