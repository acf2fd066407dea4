(call_expression function: (template_function name: (identifier) @call))
(new_expression type: (type_identifier) @call)
(new_expression type: (qualified_identifier) @call)
(new_expression type: (template_type name: (_) @call))
(compound_literal_expression type: (type_identifier) @call)
(compound_literal_expression type: (qualified_identifier) @call)
(compound_literal_expression type: (template_type name: (_) @call))
(base_class_clause (type_identifier) @base)
(base_class_clause (qualified_identifier) @base)
(base_class_clause (template_type name: (_) @base))

; Longer ones after shorter ones: they end in the same place.
(qualified_identifier name: (identifier)) @attribute
(qualified_identifier name: (template_function)) @attribute
(qualified_identifier name: (type_identifier)) @type
(qualified_identifier name: (template_type)) @type
(qualified_identifier name: (qualified_identifier name: (identifier))) @attribute
(qualified_identifier name: (qualified_identifier name: (template_function))) @attribute
(qualified_identifier name: (qualified_identifier name: (type_identifier))) @type
(qualified_identifier name: (qualified_identifier name: (template_type))) @type
(qualified_identifier name: (qualified_identifier name: (qualified_identifier name: (identifier)))) @attribute
(qualified_identifier name: (qualified_identifier name: (qualified_identifier name: (type_identifier)))) @type
(qualified_identifier name: (template_type name: (_) @keyword))

(condition_clause value: (identifier) @name)
(update_expression argument: (identifier) @name)
(for_range_loop right: (identifier) @name)
(throw_statement (identifier) @name)
(optional_parameter_declaration default_value: (identifier) @name)

((template_function name: (identifier) @keyword) (#any-of? @keyword "static_cast" "dynamic_cast" "const_cast" "reinterpret_cast"))

(function_declarator declarator: (qualified_identifier name: (template_function)) @keyword)
; `x.template get<T>()`
(field_expression field: (dependent_name)) @keyword
(dependent_name (template_method name: (_) @call))
