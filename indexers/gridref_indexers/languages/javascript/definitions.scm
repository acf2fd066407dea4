(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(variable_declarator name: (identifier) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @definition.function

((class_body (method_definition name: (property_identifier) @name body: (_) @body) @definition.constructor)
  (#eq? @name "constructor"))
(method_definition ["get" "set"] name: (_) @name body: (_) @body) @definition.property
((method_definition name: (_) @name body: (_) @body) @definition.method
  (#not-eq? @name "function"))
((field_definition property: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method
  (#not-match? @name "^(const|let|var)$"))
((field_definition property: (_) @name) @definition.field
  (#not-match? @name "^(const|let|var)$"))

; What a missing brace makes of a constant after a class.
((field_definition property: (_) @_const (ERROR . (identifier) @name) value: (arrow_function body: (_) @body)) @definition.function
  (#any-of? @_const "const" "let" "var"))
((field_definition property: (_) @_const (ERROR . (identifier) @name)) @definition.variable
  (#any-of? @_const "const" "let" "var"))

; What an object holds: `{ each: function () {} }`.
(pair key: [(property_identifier) (string)] @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @definition.method

; The variables of a module: those of its functions and blocks are local.
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (object)? @body) @definition.variable))
(program (lexical_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(program (lexical_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))
(program (variable_declaration (variable_declarator name: (identifier) @name value: (object)? @body) @definition.variable))
(program (variable_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(program (variable_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (object)? @body) @definition.variable))
(export_statement (lexical_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(export_statement (lexical_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (object)? @body) @definition.variable))
(export_statement (variable_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(export_statement (variable_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))

; The keys of an object that a module names.
(program (lexical_declaration
  (variable_declarator value: (object (pair key: (property_identifier) @name) @definition.field))))
(program (variable_declaration
  (variable_declarator value: (object (pair key: (property_identifier) @name) @definition.field))))
(program (export_statement (lexical_declaration
  (variable_declarator value: (object (pair key: (property_identifier) @name) @definition.field)))))
