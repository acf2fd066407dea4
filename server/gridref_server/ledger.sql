-- 1: the first.
-- A lookup that was answered. `at` is in seconds since 1970, `opened_tokens` is what the files
-- would have cost that one would have opened to see the same passages.
CREATE TABLE lookup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    face TEXT NOT NULL,
    client TEXT NOT NULL,
    tool TEXT NOT NULL,
    asked TEXT NOT NULL,
    argument_bytes INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    ms REAL NOT NULL,
    opened INTEGER NOT NULL,
    opened_tokens INTEGER NOT NULL
);
