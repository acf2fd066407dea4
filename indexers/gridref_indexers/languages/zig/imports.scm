(variable_declaration . (identifier) @alias
  (builtin_function (builtin_identifier) @loader (arguments (string . (string_content) @module)))
  (#eq? @loader "@import")) @import
(variable_declaration . (identifier) @alias
  (field_expression
    object: (builtin_function (builtin_identifier) @loader (arguments (string . (string_content) @module)))
    member: (identifier) @member)
  (#eq? @loader "@import")) @import
(variable_declaration . (identifier) @alias
  (field_expression
    object: (field_expression
      object: (builtin_function (builtin_identifier) @loader (arguments (string . (string_content) @module))))
    member: (identifier) @member)
  (#eq? @loader "@import")) @import
(using_namespace_declaration
  (builtin_function (builtin_identifier) @loader (arguments (string . (string_content) @module)))
  (#eq? @loader "@import")) @import
(call_expression function: (field_expression
  object: (builtin_function (builtin_identifier) @loader (arguments (string . (string_content) @module))) @import)
  (#eq? @loader "@import"))
