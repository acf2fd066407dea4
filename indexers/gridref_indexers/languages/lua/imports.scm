(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @alias)
  (expression_list . value: (function_call name: (identifier) @loader
    arguments: (arguments . (string content: (_) @module) .)))) @import (#eq? @loader "require"))
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @alias)
  (expression_list . value: (dot_index_expression
    table: (function_call name: (identifier) @loader arguments: (arguments . (string content: (_) @module) .))
    field: (identifier) @member))) @import (#eq? @loader "require"))
(variable_declaration (assignment_statement
  (variable_list . (_) . name: (identifier) @alias)
  (expression_list . value: (function_call name: (identifier) @caller
    arguments: (arguments . (identifier) @loader . (string content: (_) @module) .)))) @import
  (#eq? @caller "pcall") (#eq? @loader "require"))
(chunk (function_call name: (identifier) @loader
  arguments: (arguments . (string content: (_) @module) .)) @import (#eq? @loader "require"))
(block (function_call name: (identifier) @loader
  arguments: (arguments . (string content: (_) @module) .)) @import (#eq? @loader "require"))
(function_call name: (dot_index_expression
  table: (function_call name: (identifier) @loader
    arguments: (arguments . (string content: (_) @module) .)) @import) (#eq? @loader "require"))
