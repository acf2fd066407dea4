; Of a path that is put together, its end is what can be looked for.
(command name: (command_name (word) @loader) . argument: [
  (word) @module
  (string . (string_content) @module .)
  (string (_) . (string_content) @module .)
  (raw_string) @module
  (concatenation (word) @module .)
  (concatenation (string (string_content) @module .) .)
] (#any-of? @loader "source" ".")) @import
