(variable_declarator name: (identifier) @local)
(variable_declarator name: (identifier) @local value: [(call_expression) @value (identifier) @value (member_expression) @value (await_expression (call_expression) @value) (new_expression) @value])
(field_definition property: (_) @local value: [(call_expression) @value (identifier) @value (member_expression) @value (new_expression) @value])
(formal_parameters (identifier) @local)
