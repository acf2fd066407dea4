(call target: (identifier) @importer (arguments . (alias) @module .)
  (#any-of? @importer "alias" "import" "require" "use")) @import
(call target: (identifier) @importer
  (arguments . (alias) @module (keywords (pair key: (keyword) @key value: (alias) @alias)))
  (#any-of? @importer "alias" "require") (#match? @key "^as:")) @import
(call target: (identifier) @importer
  (arguments . (dot left: (alias) @module right: (tuple (alias) @member)))
  (#any-of? @importer "alias" "import" "require" "use")) @import
(call target: (identifier) @importer (arguments . (alias) @module . (keywords))
  (#any-of? @importer "import" "use")) @import
