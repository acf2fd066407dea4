; How deep a name lies in its declarator has no bound in the grammar: the depths that code in fact uses are written out.
; `DEFINE(name) {`
(function_definition type: (type_identifier) declarator: (parenthesized_declarator (identifier) @name) body: (_) @body) @definition.function
; `API int f(void)`: the parser takes an unknown macro for the type, and the type for an error.
(function_definition
  type: (type_identifier)
  . (type_qualifier)?
  . (ERROR (identifier) @annotation)
  . declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))]
  body: (compound_statement) @body) @definition.function
(function_definition
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]
  body: (compound_statement) @body) @definition.function

; Where a prototype stands tells it from a local object that is built from a name: `T x(y);`.
(declaration
  type: (type_identifier)
  . (type_qualifier)?
  . (ERROR (identifier) @annotation)
  . declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))]) @definition.function
(translation_unit (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(preproc_ifdef (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(preproc_if (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(preproc_elif (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(preproc_else (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(declaration_list (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(linkage_specification (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)
(ERROR (declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation) (enum_specifier name: (_) @annotation)]
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]) @definition.function)

; Of what brings its own struct with a name, only the declarator: the struct stands beside it.
(field_declaration
  type: [
    (struct_specifier name: (_) @annotation body: (_)) (union_specifier name: (_) @annotation body: (_))
    (enum_specifier name: (_) @annotation body: (_))]
  declarator: [
    (field_identifier) @name @definition.field
    (pointer_declarator declarator: (field_identifier) @name) @definition.field
    (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name)) @definition.field
    (array_declarator declarator: (field_identifier) @name) @definition.field])
(field_declaration
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation !body) (union_specifier name: (_) @annotation !body)
    (enum_specifier name: (_) @annotation !body) (struct_specifier !name body: (_) @body) (union_specifier !name body: (_) @body)
    (enum_specifier !name body: (_) @body)]
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: (field_identifier) @name)
    (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name)))
    (array_declarator declarator: (field_identifier) @name)
    (array_declarator declarator: (array_declarator declarator: (field_identifier) @name))
    (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name))))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name))))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))))))]) @definition.field

(type_definition
  type: [
    (type_identifier) @annotation (primitive_type) @annotation (sized_type_specifier) @annotation (macro_type_specifier)
    (struct_specifier name: (_) @annotation !body) (union_specifier name: (_) @annotation !body)
    (enum_specifier name: (_) @annotation !body) (struct_specifier !name !body) (union_specifier !name !body)
    (enum_specifier !name !body)]
  declarator: [
    (type_identifier) @name
    (primitive_type) @name
    (pointer_declarator declarator: (type_identifier) @name)
    (pointer_declarator declarator: (pointer_declarator declarator: (type_identifier) @name))
    (array_declarator declarator: (type_identifier) @name)
    (array_declarator declarator: (array_declarator declarator: (type_identifier) @name))
    (function_declarator declarator: (type_identifier) @name)
    (function_declarator declarator: (parenthesized_declarator (type_identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))
    (pointer_declarator declarator: (function_declarator declarator: (type_identifier) @name))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (type_identifier) @name)))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name))))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name))))))]) @definition.type
