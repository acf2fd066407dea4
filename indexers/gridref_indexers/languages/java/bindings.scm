; `var` says no type, so the value does.
(local_variable_declaration type: (_) @annotation declarator: (variable_declarator name: (_) @local) (#not-eq? @annotation "var"))
(local_variable_declaration
  type: (type_identifier) @type_name
  declarator: (variable_declarator name: (_) @local value: [
    (object_creation_expression type: (_) @annotation)
    (array_creation_expression type: (_) @annotation)
    (cast_expression type: (_) @annotation)
    (method_invocation) @value
    (field_access) @value
    (identifier) @value
  ])
  (#eq? @type_name "var"))
(local_variable_declaration type: (_) @type_name declarator: (variable_declarator name: (_) @local) (#eq? @type_name "var"))
(method_declaration parameters: (formal_parameters (formal_parameter type: (_) @annotation name: (_) @local)))
(constructor_declaration parameters: (formal_parameters (formal_parameter type: (_) @annotation name: (_) @local)))
(lambda_expression parameters: (formal_parameters (formal_parameter type: (_) @annotation name: (_) @local)))
(method_declaration parameters: (formal_parameters (spread_parameter
  [(type_identifier) (scoped_type_identifier) (generic_type) (array_type) (integral_type) (floating_point_type) (boolean_type)] @annotation
  (variable_declarator name: (_) @local))))
(constructor_declaration parameters: (formal_parameters (spread_parameter
  [(type_identifier) (scoped_type_identifier) (generic_type) (array_type) (integral_type) (floating_point_type) (boolean_type)] @annotation
  (variable_declarator name: (_) @local))))
(lambda_expression parameters: (identifier) @local)
(inferred_parameters (identifier) @local)
(enhanced_for_statement type: (_) @annotation name: (_) @local (#not-eq? @annotation "var"))
(enhanced_for_statement name: (_) @local)
(resource type: (_) @annotation name: (_) @local (#not-eq? @annotation "var"))
(resource type: (_) @type_name name: (_) @local value: [
  (method_invocation) @value
  (object_creation_expression type: (_) @annotation)
] (#eq? @type_name "var"))
(resource name: (_) @local)
(catch_formal_parameter (catch_type) @annotation name: (_) @local)
(instanceof_expression right: (_) @annotation name: (_) @local)
(type_pattern (_) @annotation . (identifier) @local)
(record_pattern_component (_) @annotation . (identifier) @local (#not-eq? @annotation "var"))
(record_pattern_component (identifier) @local)
(type_parameter (type_identifier) @local)
