(call_expression . (identifier) @call)
(call_expression . (navigation_expression) @call)
(delegation_specifier (user_type) @base)
(delegation_specifier (constructor_invocation . (user_type) @base))
(delegation_specifier (explicit_delegation . (user_type) @base))
(navigation_expression) @attribute
(user_type) @type

(value_argument (identifier) @name .)
(return_expression (identifier) @name)
(assignment (identifier) @name)
(binary_expression (identifier) @name)
(function_body (identifier) @name)
