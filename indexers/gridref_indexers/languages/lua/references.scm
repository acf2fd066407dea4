(function_call name: (_) @call)
(dot_index_expression) @attribute
(arguments (identifier) @name)
(expression_list (identifier) @name)
(field value: (identifier) @name)
(binary_expression (identifier) @name)
(unary_expression (identifier) @name)
(bracket_index_expression (identifier) @name)
(if_statement condition: (identifier) @name)
(elseif_statement condition: (identifier) @name)

; A name for what is required is an import: its value says nothing more.
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @local)
  (expression_list . value: (function_call name: (_) @maker) @value)) (#not-eq? @maker "require"))
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @local)
  (expression_list . value: [(dot_index_expression table: [(identifier) (dot_index_expression)]) (identifier)] @value)))
(variable_declaration (assignment_statement (variable_list name: (identifier) @local)))
(variable_declaration (variable_list name: (identifier) @local))
(assignment_statement
  (variable_list . name: (dot_index_expression table: (identifier) @receiver field: (identifier) @field))
  (expression_list . value: [(function_call) (dot_index_expression) (identifier)] @value))
(parameters name: (identifier) @local)
(for_generic_clause (variable_list name: (identifier) @local))
(for_numeric_clause name: (identifier) @local)
