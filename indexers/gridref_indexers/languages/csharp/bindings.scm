(local_declaration_statement (variable_declaration
  type: (implicit_type)
  (variable_declarator name: (identifier) @local (object_creation_expression type: (_) @annotation))))
(local_declaration_statement (variable_declaration
  type: (implicit_type)
  (variable_declarator name: (identifier) @local (invocation_expression) @value)))
(variable_declaration type: [(identifier) (qualified_name) (generic_name) (nullable_type)] @annotation (variable_declarator name: (identifier) @local))
(parameter type: [(identifier) (qualified_name) (generic_name) (nullable_type)] @annotation name: (identifier) @local)
(declaration_pattern type: (_) @annotation name: (identifier) @local)
(foreach_statement type: [(identifier) (qualified_name) (generic_name)] @annotation left: (identifier) @local)
(catch_declaration type: (_) @annotation name: (identifier) @local)

(variable_declarator name: (identifier) @local)
(parameter name: (identifier) @local)
(foreach_statement left: (identifier) @local)
(lambda_expression parameters: (implicit_parameter) @local)
(declaration_expression name: (identifier) @local)
(type_parameter name: (identifier) @local)
(parameter_list name: (identifier) @local)
