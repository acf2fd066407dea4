-- The whole index. One file a repository, shared by all its worktrees; a cache, never migrated:
-- another `user_version` is moved aside and built anew.
-- 1: the first.
-- 2: what only makes look-ups quick is made afterwards; see search.sql.
-- 3: the history of a checkout.

-- One row: which build of the index this is, and what wrote it.
CREATE TABLE generation (
    number INTEGER NOT NULL,
    program TEXT NOT NULL,
    grammars TEXT NOT NULL
);

-- A working tree of the repository; its name is '' for the main one. `pending` counts the files
-- that are known of but not read yet.
CREATE TABLE checkout (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    pending INTEGER NOT NULL
);

-- What a file held, read as a language; worktrees and branches point to the same contents.
-- `definitions` counts those that have a name.
CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    language TEXT NOT NULL,
    size INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    doc TEXT NOT NULL,
    definitions INTEGER NOT NULL
);

-- References and bindings of a content, packed as facts.py says; their strings, one a line.
CREATE TABLE mentions (
    content INTEGER PRIMARY KEY,
    texts TEXT NOT NULL,
    refs BLOB NOT NULL,
    bindings BLOB NOT NULL
);

-- The distinct words of a content: what the full-text index below is built from.
CREATE TABLE vocabulary (
    content INTEGER PRIMARY KEY,
    words TEXT NOT NULL
);

-- A file of a checkout with its stat key. `content` is null where it was left out, and why.
-- `racy`: changed so shortly before it was read that an equal key proves nothing.
CREATE TABLE file (
    checkout INTEGER NOT NULL,
    path BLOB NOT NULL,
    content INTEGER,
    left_out TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    racy INTEGER NOT NULL,
    PRIMARY KEY (checkout, path)
) WITHOUT ROWID;

-- The distinct names of definitions, as they are, case-folded, and folded from the last letter to
-- the first.
CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    backward TEXT NOT NULL
);

-- The number of a definition, as that of an import below, is its content's number and its place in
-- the content: such rows are written one after the other, and found without an index.
CREATE TABLE definition (
    id INTEGER PRIMARY KEY,
    content INTEGER NOT NULL AS (id >> 24),
    ordinal INTEGER NOT NULL AS (id & 16777215),
    name INTEGER,
    parent INTEGER NOT NULL,
    kind TEXT NOT NULL,
    qualified TEXT NOT NULL,
    signature TEXT NOT NULL,
    doc TEXT NOT NULL,
    type TEXT NOT NULL,
    exported INTEGER NOT NULL,
    start_line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL
);

CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    content INTEGER NOT NULL AS (id >> 24),
    scope INTEGER NOT NULL,
    bound TEXT NOT NULL,
    module TEXT NOT NULL,
    member TEXT NOT NULL,
    line INTEGER NOT NULL
);

-- Derived: how much the rest of a checkout leans on a definition, as last derived; the ordinal -1
-- is the file itself.
CREATE TABLE rank (
    checkout INTEGER NOT NULL,
    content INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    rank REAL NOT NULL,
    PRIMARY KEY (checkout, content, ordinal)
) WITHOUT ROWID;

-- The commits behind a checkout's head, packed as history.py says; `note` says what is missing.
CREATE TABLE history (
    checkout INTEGER PRIMARY KEY,
    head TEXT NOT NULL,
    note TEXT NOT NULL,
    commits BLOB NOT NULL
);
