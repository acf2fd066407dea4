-- What makes look-ups quick. Made after the rows of a first build: kept up row by row it costs
-- three times as much.
CREATE UNIQUE INDEX content_hash ON content (hash, language);
CREATE INDEX definition_name ON definition (name);
CREATE UNIQUE INDEX name_name ON name (name);
CREATE INDEX name_folded ON name (folded);
-- One typing error leaves the first or the last half of a name as it was.
CREATE INDEX name_forward ON name (length(folded), folded);
CREATE INDEX name_backward ON name (length(folded), backward);
CREATE INDEX file_content ON file (content);
CREATE INDEX import_bound ON import (bound);
-- It tells which names have all the trigrams of a fragment; whether they stand as they do there is
-- seen in the name.
CREATE VIRTUAL TABLE name_search USING fts5 (
    folded, content = 'name', content_rowid = 'id', detail = none, columnsize = 0,
    tokenize = 'trigram'
);
CREATE VIRTUAL TABLE word_search USING fts5 (
    words, content = 'vocabulary', content_rowid = 'content', detail = none, columnsize = 0,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);
-- Not by a 'rebuild': that may read names in the order of an index, and a number lower than the one
-- before makes FTS5 write out what it has gathered.
INSERT INTO name_search (rowid, folded) SELECT id, folded FROM name ORDER BY id;
INSERT INTO word_search (word_search) VALUES ('rebuild');
