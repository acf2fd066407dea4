(call_expression function: (identifier) @call)
(call_expression function: (generic_function function: (_) @call))
(instance_expression . (type_identifier) @call)
(instance_expression . (generic_type type: (_) @call))
(extends_clause (type_identifier) @base)
(extends_clause (stable_type_identifier) @base)
(extends_clause (generic_type type: (_) @base))
(field_expression) @attribute
(type_identifier) @type

(arguments (identifier) @name)
(infix_expression (identifier) @name)
(assignment_expression (identifier) @name)
(val_definition value: (identifier) @name)
(function_definition body: (identifier) @name)
(match_expression value: (identifier) @name)
