(namespace_use_declaration (namespace_use_clause . [(name) (qualified_name)] @module alias: (_)? @alias)) @import
(namespace_use_declaration (namespace_name) @module
  body: (namespace_use_group (namespace_use_clause . (name) @member alias: (_)? @alias))) @import
(namespace_use_declaration (namespace_name) @module
  body: (namespace_use_group (namespace_use_clause
    . (qualified_name prefix: (namespace_name) @module (name) @member) alias: (_)? @alias))) @import

; What is included binds no name of its own: it gets one that can't be used.
(include_expression "include" @alias [(string (string_content) @module) (encapsed_string (string_content) @module)]) @import
(include_once_expression "include_once" @alias [(string (string_content) @module) (encapsed_string (string_content) @module)]) @import
(require_expression "require" @alias [(string (string_content) @module) (encapsed_string (string_content) @module)]) @import
(require_once_expression "require_once" @alias [(string (string_content) @module) (encapsed_string (string_content) @module)]) @import
