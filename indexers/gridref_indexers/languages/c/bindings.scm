; Outside of functions these are global variables. Those with a value come first: they hide their `extern` declarations.
(declaration
  type: [
    (type_identifier) @annotation (primitive_type) (sized_type_specifier) (macro_type_specifier)
    (struct_specifier name: (_) @annotation !body) (union_specifier name: (_) @annotation !body)
    (enum_specifier name: (_) @annotation !body) (struct_specifier !name) (union_specifier !name) (enum_specifier !name)]
  declarator: (init_declarator
    declarator: [
      (identifier) @local
      (pointer_declarator declarator: (identifier) @local)
      (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local))
      (array_declarator declarator: (identifier) @local)
      (array_declarator declarator: (array_declarator declarator: (identifier) @local))
      (pointer_declarator declarator: (array_declarator declarator: (identifier) @local))
      (pointer_declarator declarator: (array_declarator declarator: (array_declarator declarator: (identifier) @local)))
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local)))
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (array_declarator declarator: (identifier) @local))))
      (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local))))]
    value: (initializer_list)? @body)) @binding
; Of what brings its own struct with a name, only the declarator: the struct stands beside it.
(declaration
  type: [
    (struct_specifier name: (_) @annotation body: (_)) (union_specifier name: (_) @annotation body: (_))
    (enum_specifier name: (_) @annotation body: (_))]
  declarator: [
    (identifier) @local @binding
    (pointer_declarator declarator: (identifier) @local) @binding
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local)) @binding
    (array_declarator declarator: (identifier) @local) @binding
    (init_declarator declarator: (identifier) @local) @binding
    (init_declarator declarator: (array_declarator declarator: (identifier) @local)) @binding])
; `API struct x *f(void);` makes the parser see a variable `struct`.
(declaration
  type: [
    (type_identifier) @annotation (primitive_type) (sized_type_specifier) (macro_type_specifier)
    (struct_specifier name: (_) @annotation !body) (union_specifier name: (_) @annotation !body)
    (enum_specifier name: (_) @annotation !body) (struct_specifier !name) (union_specifier !name) (enum_specifier !name)]
  declarator: [
    (identifier) @local
    (pointer_declarator declarator: (identifier) @local)
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local))
    (array_declarator declarator: (identifier) @local)
    (array_declarator declarator: (array_declarator declarator: (identifier) @local))
    (pointer_declarator declarator: (array_declarator declarator: (identifier) @local))
    (pointer_declarator declarator: (array_declarator declarator: (array_declarator declarator: (identifier) @local)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (array_declarator declarator: (identifier) @local))))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local))))]
  (#not-match? @local "^(struct|union|enum)$")) @binding

(parameter_declaration
  type: [
    (type_identifier) @annotation (struct_specifier name: (_) @annotation) (union_specifier name: (_) @annotation)
    (enum_specifier name: (_) @annotation)]
  declarator: [
    (identifier) @local
    (pointer_declarator declarator: (identifier) @local)
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local))
    (array_declarator declarator: (identifier) @local)])

; Names of locals at any depth of a declarator, whatever their type.
(parameter_declaration declarator: (identifier) @local)
(pointer_declarator declarator: (identifier) @local)
(array_declarator declarator: (identifier) @local)
(function_declarator declarator: (parenthesized_declarator (identifier) @local))
