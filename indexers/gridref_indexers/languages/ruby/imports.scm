(call !receiver method: (identifier) @loader
  arguments: (argument_list . (string . (string_content) @module .))
  (#any-of? @loader "require" "require_relative" "load" "require_dependency")) @import
(call method: (identifier) @loader
  arguments: (argument_list (simple_symbol) . (string . (string_content) @module .))
  (#eq? @loader "autoload")) @import
