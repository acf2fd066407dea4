; What is bound at the top is a definition, see definitions.scm.
; The first name of several has the first value; a literal says its type outright, as `make` and `new` do.
(short_var_declaration
  left: (expression_list . (identifier) @local)
  right: (expression_list . [
    (composite_literal type: (_) @annotation)
    (unary_expression operand: (composite_literal type: (_) @annotation))
    (type_assertion_expression type: (_) @annotation)
    (call_expression arguments: (argument_list .
      [(type_identifier) (qualified_type) (generic_type) (map_type) (slice_type) (channel_type)]? @annotation)) @value
    (identifier) @value
    (selector_expression) @value
  ]))
(short_var_declaration
  left: (expression_list . (_) . (identifier) @local)
  right: (expression_list . (_) . [
    (composite_literal type: (_) @annotation)
    (unary_expression operand: (composite_literal type: (_) @annotation))
    (call_expression) @value
  ]))
(short_var_declaration left: (expression_list (identifier) @local))
(var_spec name: (identifier) @local type: (_) @annotation)
(var_spec !type . (identifier) @local value: (expression_list . [
  (composite_literal type: (_) @annotation)
  (unary_expression operand: (composite_literal type: (_) @annotation))
  (call_expression) @value
  (identifier) @value
  (selector_expression) @value
]))
(var_spec !type . (_) . (identifier) @local value: (expression_list . (_) . [
  (composite_literal type: (_) @annotation)
  (unary_expression operand: (composite_literal type: (_) @annotation))
  (call_expression) @value
]))
(var_spec !type name: (identifier) @local)
(parameter_declaration name: (identifier) @local type: (_) @annotation)
(variadic_parameter_declaration name: (identifier) @local type: (_) @annotation)
(range_clause left: (expression_list (identifier) @local))
(receive_statement left: (expression_list (identifier) @local))
(type_switch_statement alias: (expression_list (identifier) @local))
(type_parameter_declaration name: (identifier) @local)
(method_declaration receiver: (parameter_list (parameter_declaration type: [
  (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @local)))
  (pointer_type (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @local))))
])))
