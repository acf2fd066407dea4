-- What makes look-ups quick. Made after the rows of a first build: kept up row by row it costs
-- three times as much.
CREATE INDEX definition_name ON definition (name);
CREATE INDEX name_folded ON name (folded);
-- One typing error leaves the first or the last half of a name as it was.
CREATE INDEX name_forward ON name (length(folded), folded);
CREATE INDEX name_backward ON name (length(folded), backward);
CREATE INDEX file_content ON file (content);
CREATE INDEX import_module ON import (module);
CREATE VIRTUAL TABLE name_search USING fts5 (
    name, content = 'name', content_rowid = 'id', tokenize = 'trigram'
);
CREATE VIRTUAL TABLE word_search USING fts5 (
    words, content = 'vocabulary', content_rowid = 'content', detail = none,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);
-- Not by a 'rebuild': that reads names in the order of their own index, and a number lower than the
-- one before makes FTS5 write out what it has gathered.
INSERT INTO name_search (rowid, name) SELECT id, name FROM name ORDER BY id;
INSERT INTO word_search (word_search) VALUES ('rebuild');
