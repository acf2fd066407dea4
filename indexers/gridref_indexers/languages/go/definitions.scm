(package_clause (package_identifier) @name) @definition.namespace
(function_declaration name: (identifier) @name result: (_)? @annotation body: (block)? @body) @definition.function
(method_declaration
  receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @owner
    (pointer_type (type_identifier) @owner)
    (generic_type type: (type_identifier) @owner)
    (pointer_type (generic_type type: (type_identifier) @owner))
  ]))
  name: (field_identifier) @name result: (_)? @annotation body: (block)? @body) @definition.method

(type_declaration . [(type_spec) (type_alias)] @inner .) @outer
(type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_spec name: (type_identifier) @name type: (interface_type "{" @body)) @definition.interface
(type_spec name: (type_identifier) @name) @definition.type
(type_alias name: (type_identifier) @name) @definition.type

; The fields of a type, not those of the nameless structs that tests make tables of.
(type_spec type: (struct_type (field_declaration_list
  (field_declaration name: (field_identifier) @name type: (_) @annotation) @definition.field)))
(field_declaration type: (struct_type (field_declaration_list
  (field_declaration name: (field_identifier) @name type: (_) @annotation) @definition.field)))
(method_elem name: (field_identifier) @name result: (_)? @annotation) @definition.method

(const_declaration . (const_spec) @inner .) @outer
(const_spec (identifier) @name type: (_)? @annotation (#not-eq? @name "_")) @definition.constant
; Of variables only those at the top, the others are local.
(var_declaration . (var_spec) @inner .) @outer
(source_file (var_declaration (var_spec name: (identifier) @name type: (_)? @annotation (#not-eq? @name "_")) @definition.variable))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name type: (_)? @annotation (#not-eq? @name "_")) @definition.variable)))

(comment) @comment

; After a missing brace, functions are read as closures and methods as types: their names stay findable.
(func_literal (ERROR (identifier) @name) body: (block) @body) @definition.function
(type_conversion_expression type: (function_type
  parameters: (parameter_list . (parameter_declaration type: [(type_identifier) @owner (pointer_type (type_identifier) @owner)]) .)
  result: (type_identifier) @name) @definition.method)
(ERROR (function_type
  parameters: (parameter_list . (parameter_declaration type: [(type_identifier) @owner (pointer_type (type_identifier) @owner)]) .)
  result: (type_identifier) @name) @definition.method)
(ERROR (identifier) @func . (identifier) @name @definition.function (#eq? @func "func"))
(ERROR (identifier) @func . (call_expression function: (identifier) @name @definition.function) (#eq? @func "func"))
(ERROR "type" . (identifier) @name . "struct" . "{" @body) @definition.struct
(ERROR "type" . (identifier) @name . "interface" . "{" @body) @definition.interface
(ERROR (field_declaration name: (field_identifier) @name type: (_) @annotation) @definition.field)
