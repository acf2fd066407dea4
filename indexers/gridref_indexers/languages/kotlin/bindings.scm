(parameter . (identifier) @local . [(user_type) (nullable_type)] @annotation)
(function_body (block (property_declaration (variable_declaration . (identifier) @local . [(user_type) (nullable_type)] @annotation))))
(property_declaration (variable_declaration . (identifier) @local .) . (call_expression) @value)
(catch_block . (identifier) @local . (user_type) @annotation)

(variable_declaration . (identifier) @local)
(parameter . (identifier) @local)
(lambda_parameters (variable_declaration (identifier) @local))
(type_parameter (identifier) @local)
