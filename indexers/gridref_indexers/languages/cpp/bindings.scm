; What `auto` stands for, where it is evident.
(declaration
  type: (placeholder_type_specifier)
  declarator: (init_declarator
    declarator: [(identifier) @local (pointer_declarator declarator: (identifier) @local) (reference_declarator (identifier) @local)]
    value: (new_expression type: [(type_identifier) (qualified_identifier) (template_type)] @annotation))) @binding
(declaration
  type: (placeholder_type_specifier)
  declarator: (init_declarator
    declarator: [(identifier) @local (pointer_declarator declarator: (identifier) @local) (reference_declarator (identifier) @local)]
    value: (call_expression function: [
      (template_function name: (identifier) @_maker arguments: (template_argument_list . (type_descriptor type: (_) @annotation)))
      (qualified_identifier name: (template_function name: (identifier) @_maker arguments: (template_argument_list . (type_descriptor type: (_) @annotation))))]))
  (#any-of? @_maker "make_unique" "make_shared" "static_cast" "dynamic_cast" "const_cast" "reinterpret_cast")) @binding
(declaration
  type: (placeholder_type_specifier)
  declarator: (init_declarator
    declarator: [(identifier) @local (pointer_declarator declarator: (identifier) @local) (reference_declarator (identifier) @local)]
    value: [
      (call_expression function: (identifier)) @value
      (call_expression function: (field_expression)) @value
      (call_expression function: (qualified_identifier name: (identifier))) @value
      (call_expression function: (qualified_identifier name: (qualified_identifier))) @value
      (field_expression) @value
      (qualified_identifier) @value])) @binding
(declaration
  type: (placeholder_type_specifier)
  declarator: [(identifier) @local (pointer_declarator declarator: (identifier) @local) (reference_declarator (identifier) @local)]
  value: (call_expression function: (template_function name: (identifier) @_maker arguments: (template_argument_list . (type_descriptor type: (_) @annotation))))
  (#any-of? @_maker "static_cast" "dynamic_cast")) @binding

; Outside of functions these are global variables. Those with a value come first: they hide their `extern` declarations.
(declaration
  type: [
    (type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation
    (primitive_type) (sized_type_specifier) (placeholder_type_specifier) (decltype) (struct_specifier name: (_) @annotation !body)
    (class_specifier name: (_) @annotation !body) (union_specifier name: (_) @annotation !body)
    (enum_specifier name: (_) @annotation !body) (struct_specifier !name) (class_specifier !name) (union_specifier !name)
    (enum_specifier !name)]
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
      (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local))))
      (reference_declarator (identifier) @local)]
    value: (initializer_list)? @body)) @binding
; Of what brings its own struct with a name, only the declarator: the struct stands beside it.
(declaration
  type: [
    (struct_specifier name: (_) @annotation body: (_)) (class_specifier name: (_) @annotation body: (_))
    (union_specifier name: (_) @annotation body: (_)) (enum_specifier name: (_) @annotation body: (_))]
  declarator: [
    (identifier) @local @binding
    (pointer_declarator declarator: (identifier) @local) @binding
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local)) @binding
    (array_declarator declarator: (identifier) @local) @binding
    (init_declarator declarator: (identifier) @local) @binding
    (init_declarator declarator: (array_declarator declarator: (identifier) @local)) @binding])
(declaration
  type: [
    (type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation
    (primitive_type) (sized_type_specifier) (placeholder_type_specifier) (decltype) (struct_specifier name: (_) @annotation !body)
    (class_specifier name: (_) @annotation !body) (union_specifier name: (_) @annotation !body)
    (enum_specifier name: (_) @annotation !body) (struct_specifier !name) (class_specifier !name) (union_specifier !name)
    (enum_specifier !name)]
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
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local))))
    (reference_declarator (identifier) @local)]) @binding

; `T x(y);` in a body is a local object, not a prototype.
(compound_statement (declaration
  type: [(type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation]
  declarator: (function_declarator declarator: (identifier) @local)))
(parameter_declaration
  type: [
    (type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation
    (struct_specifier name: (_) @annotation !body) (class_specifier name: (_) @annotation !body)
    (union_specifier name: (_) @annotation !body) (enum_specifier name: (_) @annotation !body)]
  declarator: [
    (identifier) @local
    (pointer_declarator declarator: (identifier) @local)
    (reference_declarator (identifier) @local)
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local))
    (array_declarator declarator: (identifier) @local)])
(optional_parameter_declaration
  type: [
    (type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation
    (struct_specifier name: (_) @annotation !body) (class_specifier name: (_) @annotation !body)
    (union_specifier name: (_) @annotation !body) (enum_specifier name: (_) @annotation !body)]
  declarator: [
    (identifier) @local
    (pointer_declarator declarator: (identifier) @local)
    (reference_declarator (identifier) @local)
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @local))
    (array_declarator declarator: (identifier) @local)])
(for_range_loop
  type: [(type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation]
  declarator: [(identifier) @local (pointer_declarator declarator: (identifier) @local) (reference_declarator (identifier) @local)])

; Names of locals at any depth of a declarator, whatever their type.
(parameter_declaration declarator: (identifier) @local)
(optional_parameter_declaration declarator: (identifier) @local)
(variadic_declarator (identifier) @local)
(pointer_declarator declarator: (identifier) @local)
(reference_declarator (identifier) @local)
(array_declarator declarator: (identifier) @local)
(function_declarator declarator: (parenthesized_declarator (identifier) @local))
(for_range_loop declarator: (identifier) @local)
(structured_binding_declarator (identifier) @local)
(lambda_capture_initializer left: (identifier) @local)
(type_parameter_declaration (type_identifier) @local)
(variadic_type_parameter_declaration (type_identifier) @local)
(optional_type_parameter_declaration name: (type_identifier) @local)
