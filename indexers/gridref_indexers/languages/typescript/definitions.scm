(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(function_declaration name: (_) @name return_type: (type_annotation (_) @annotation)? body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name return_type: (type_annotation (_) @annotation)? body: (_) @body) @definition.function
(function_signature name: (_) @name return_type: (type_annotation (_) @annotation)?) @definition.function
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(variable_declarator name: (identifier) @name value: [(arrow_function return_type: (type_annotation (_) @annotation)? body: (_) @body) (function_expression return_type: (type_annotation (_) @annotation)? body: (_) @body) (generator_function body: (_) @body)]) @definition.function
(export_statement "default" @name value: (satisfies_expression (object) @body)) @definition.variable

(ambient_declaration (_) @inner) @outer
(ambient_declaration (_ . (variable_declarator) @inner .) @outer)
(internal_module body: (statement_block (_ (variable_declarator) @inner) @outer))
(module body: (statement_block (_ (variable_declarator) @inner) @outer))

(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(interface_body (property_signature name: (_) @name type: (type_annotation (_) @annotation)?) @definition.field)
(interface_body (method_signature name: (_) @name return_type: (type_annotation (_) @annotation)?) @definition.method)
(type_alias_declaration name: (_) @name value: [(type_identifier) (generic_type) (nested_type_identifier)] @annotation) @definition.type
(type_alias_declaration name: (_) @name) @definition.type
(type_alias_declaration value: (object_type (property_signature name: (_) @name type: (type_annotation (_) @annotation)?) @definition.field))
(type_alias_declaration value: (object_type (method_signature name: (_) @name return_type: (type_annotation (_) @annotation)?) @definition.method))
(intersection_type (object_type (property_signature name: (_) @name type: (type_annotation (_) @annotation)?) @definition.field))
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(enum_body name: (_) @name @definition.enum_member)
(enum_assignment name: (_) @name) @definition.enum_member

(internal_module name: (identifier) @name body: (_)? @body) @definition.namespace
(internal_module name: (nested_identifier object: (_) @owner property: (_) @name) body: (_)? @body) @definition.namespace
(module name: (string) @name body: (_)? @body) @definition.module
(module name: (identifier) @name body: (_)? @body) @definition.namespace
(module name: (nested_identifier object: (_) @owner property: (_) @name) body: (_)? @body) @definition.namespace
(import_alias . (identifier) @local . (_) @value) @binding

; What is declared around a program is there for all of it.
(ambient_declaration (_ body: (statement_block (_ name: (_) @exported))))
(ambient_declaration (_ body: (statement_block (expression_statement (internal_module name: (_) @exported)))))
(ambient_declaration (statement_block (_ name: (_) @exported)))
(ambient_declaration (_ body: (statement_block (_ (variable_declarator name: (_) @exported)))))
(ambient_declaration (statement_block (_ (variable_declarator name: (_) @exported))))
(export_statement "=" (identifier) @exported)

((class_body (method_definition name: (property_identifier) @name body: (_) @body) @definition.constructor)
  (#eq? @name "constructor"))
((class_body (method_signature name: (property_identifier) @name) @definition.constructor)
  (#eq? @name "constructor"))
(method_definition ["get" "set"] name: (_) @name return_type: (type_annotation (_) @annotation)? body: (_) @body) @definition.property
((method_definition name: (_) @name return_type: (type_annotation (_) @annotation)? body: (_) @body) @definition.method
  (#not-eq? @name "function"))
(class_body (method_signature name: (_) @name return_type: (type_annotation (_) @annotation)?) @definition.method)
(abstract_method_signature ["get" "set"] name: (_) @name return_type: (type_annotation (_) @annotation)?) @definition.property
(abstract_method_signature name: (_) @name return_type: (type_annotation (_) @annotation)?) @definition.method
((public_field_definition name: (_) @name value: [(arrow_function return_type: (type_annotation (_) @annotation)? body: (_) @body) (function_expression return_type: (type_annotation (_) @annotation)? body: (_) @body)]) @definition.method
  (#not-match? @name "^(const|let|var)$"))
((public_field_definition name: (_) @name type: (type_annotation (_) @annotation)?) @definition.field
  (#not-match? @name "^(const|let|var)$"))
(required_parameter (accessibility_modifier) pattern: (_) @name type: (type_annotation (_) @annotation)?) @definition.field
(required_parameter "readonly" pattern: (_) @name type: (type_annotation (_) @annotation)?) @definition.field
(optional_parameter (accessibility_modifier) pattern: (_) @name type: (type_annotation (_) @annotation)?) @definition.field

; What a missing brace makes of a constant after a class.
((public_field_definition name: (_) @_const (ERROR . (identifier) @name) value: (arrow_function body: (_) @body)) @definition.function
  (#any-of? @_const "const" "let" "var"))
((public_field_definition name: (_) @_const (ERROR . (identifier) @name)) @definition.variable
  (#any-of? @_const "const" "let" "var"))

; What an object holds: `{ each: function () {} }`.
(pair key: [(property_identifier) (string)] @name value: [(arrow_function return_type: (type_annotation (_) @annotation)? body: (_) @body) (function_expression return_type: (type_annotation (_) @annotation)? body: (_) @body) (generator_function body: (_) @body)]) @definition.method

; The variables of a module: those of its functions and blocks are local.
(program (lexical_declaration (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)? value: (object)? @body) @definition.variable))
(program (lexical_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(program (lexical_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))
(program (variable_declaration (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)? value: (object)? @body) @definition.variable))
(program (variable_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(program (variable_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)? value: (object)? @body) @definition.variable))
(export_statement (lexical_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(export_statement (lexical_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))
(export_statement (variable_declaration (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)? value: (object)? @body) @definition.variable))
(export_statement (variable_declaration (variable_declarator name: (object_pattern [(shorthand_property_identifier_pattern) @name (object_assignment_pattern left: (_) @name) (pair_pattern value: (identifier) @name) (rest_pattern (identifier) @name)])) @definition.variable))
(export_statement (variable_declaration (variable_declarator name: (array_pattern (identifier) @name)) @definition.variable))

; The keys of an object that a module names.
(program (lexical_declaration
  (variable_declarator value: [
    (object (pair key: (property_identifier) @name) @definition.field)
    (as_expression (object (pair key: (property_identifier) @name) @definition.field))
    (satisfies_expression (object (pair key: (property_identifier) @name) @definition.field))
  ])))
(program (variable_declaration
  (variable_declarator value: [
    (object (pair key: (property_identifier) @name) @definition.field)
    (as_expression (object (pair key: (property_identifier) @name) @definition.field))
    (satisfies_expression (object (pair key: (property_identifier) @name) @definition.field))
  ])))
(program (export_statement (lexical_declaration
  (variable_declarator value: [
    (object (pair key: (property_identifier) @name) @definition.field)
    (as_expression (object (pair key: (property_identifier) @name) @definition.field))
    (satisfies_expression (object (pair key: (property_identifier) @name) @definition.field))
  ]))))

; The variables that are declared for others, and those of namespaces.
(ambient_declaration (_ (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)?) @definition.variable))
(ambient_declaration (statement_block (_ (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)?) @definition.variable)))
(internal_module body: (statement_block (_ (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)?) @definition.variable)))
(module body: (statement_block (_ (variable_declarator name: (identifier) @name type: (type_annotation (_) @annotation)?) @definition.variable)))

(decorator) @between
