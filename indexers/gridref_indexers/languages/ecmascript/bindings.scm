(assignment_expression left: (member_expression object: (this) @receiver property: (_) @field) right: [(call_expression) @value (identifier) @value (member_expression) @value (await_expression (call_expression) @value) (new_expression) @value]?)

(array_pattern (identifier) @local)
(assignment_pattern left: (identifier) @local)
(rest_pattern (identifier) @local)
(pair_pattern value: (identifier) @local)
(shorthand_property_identifier_pattern) @local
(arrow_function parameter: (identifier) @local)
(catch_clause parameter: (identifier) @local)
(for_in_statement left: (identifier) @local)

; A function knows itself by its name.
(variable_declarator name: (identifier) @outer_name value: [(arrow_function) (class) (function_expression) (generator_function)])
