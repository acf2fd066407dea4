(let_declaration pattern: (identifier) @local type: (_) @annotation)
(let_declaration !type pattern: (identifier) @local value: [
  (struct_expression name: (_) @annotation)
  (reference_expression value: (struct_expression name: (_) @annotation))
  (call_expression) @value
  (try_expression) @value
  (await_expression) @value
  (identifier) @value
  (field_expression) @value
  (scoped_identifier) @value
])
(let_declaration pattern: (identifier) @local)
(parameter pattern: (identifier) @local type: (_) @annotation)
(closure_parameters (identifier) @local)
(for_expression pattern: (identifier) @local)
(let_condition pattern: (identifier) @local)
(tuple_pattern (identifier) @local)
(tuple_struct_pattern type: (_) (identifier) @local)
(slice_pattern (identifier) @local)
(reference_pattern (identifier) @local)
(ref_pattern (identifier) @local)
(mut_pattern (identifier) @local)
(captured_pattern . (identifier) @local)
(field_pattern name: (shorthand_field_identifier) @local)
(field_pattern pattern: (identifier) @local)
(match_pattern (identifier) @local (#match? @local "^[a-z_]"))
(or_pattern (identifier) @local (#match? @local "^[a-z_]"))
(type_parameter name: (_) @local)
(const_parameter name: (_) @local)
