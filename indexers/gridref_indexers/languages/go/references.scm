(field_declaration !name type: [(type_identifier) (qualified_type)] @base)
(field_declaration !name type: (generic_type type: (_) @base))
(interface_type (type_elem . [(type_identifier) (qualified_type)] @base .))
(interface_type (type_elem . (generic_type type: (_) @base) .))
(call_expression function: (identifier) @call)
(call_expression function: (selector_expression) @call type_arguments: (_))
(type_conversion_expression type: (generic_type type: (_) @call))
(qualified_type) @type
(type_identifier) @type
(selector_expression) @attribute
(argument_list (identifier) @name)
(return_statement (expression_list (identifier) @name))
(short_var_declaration right: (expression_list (identifier) @name))
(assignment_statement (expression_list (identifier) @name))
(var_spec value: (expression_list (identifier) @name))
(const_spec value: (expression_list (identifier) @name))
(expression_case value: (expression_list (identifier) @name))
(binary_expression (identifier) @name)
(unary_expression (identifier) @name)
(index_expression (identifier) @name)
(literal_value (literal_element (identifier) @name))
(keyed_element value: (literal_element (identifier) @name))
(range_clause right: (identifier) @name)
(composite_literal
  type: [(map_type) (array_type) (implicit_length_array_type) (slice_type)]
  body: (literal_value (keyed_element key: (literal_element (identifier) @name))))
(assignment_statement left: (expression_list (identifier) @keyword) (#eq? @keyword "_"))

; A receiver's type is the owner of the method, not a use.
(method_declaration receiver: (parameter_list (parameter_declaration type: [
  (type_identifier) @keyword
  (pointer_type (type_identifier) @keyword)
  (generic_type type: (_) @keyword)
  (pointer_type (generic_type type: (_) @keyword))
])))
