(base_clause [(name) (qualified_name)] @base)
(class_interface_clause [(name) (qualified_name)] @base)
(use_declaration [(name) (qualified_name)] @base)
(function_call_expression function: [(name) (qualified_name)] @call)
(object_creation_expression [(name) (qualified_name)] @call)
(member_call_expression object: (_) @receiver name: (name) @call)
(nullsafe_member_call_expression object: (_) @receiver name: (name) @call)
(scoped_call_expression scope: (_) @receiver name: (name) @call)
(named_type [(name) (qualified_name)] @type)
(binary_expression operator: "instanceof" right: [(name) (qualified_name)] @type)
(member_access_expression) @attribute
(nullsafe_member_access_expression) @attribute
(scoped_property_access_expression) @attribute
(class_constant_access_expression) @attribute
(attribute [(name) (qualified_name)] @name)
(argument [(name) (qualified_name)] @name)
(array_element_initializer (name) @name)
(return_statement (name) @name)
(assignment_expression right: (name) @name)
(const_element (name) (name) @name)

(simple_parameter type: (_) @annotation name: (variable_name) @local)
(simple_parameter name: (variable_name) @local)
(variadic_parameter name: (variable_name) @local)
(property_promotion_parameter type: (_) @annotation name: (variable_name) @local)
(catch_clause type: (_) @annotation name: (variable_name) @local)
(foreach_statement (variable_name) . (variable_name) @local)
(foreach_statement (pair (variable_name) @local))
(assignment_expression left: (variable_name) @local right: (object_creation_expression [(name) (qualified_name)] @annotation))
(assignment_expression left: (variable_name) @local right: [
  (function_call_expression) (member_call_expression) (scoped_call_expression) (member_access_expression)
] @value)
(assignment_expression left: (variable_name) @local)
(assignment_expression
  left: (member_access_expression object: (variable_name) @receiver name: (name) @field)
  right: (object_creation_expression [(name) (qualified_name)] @annotation))
(assignment_expression
  left: (member_access_expression object: (variable_name) @receiver name: (name) @field)
  right: [(variable_name) (function_call_expression) (member_call_expression) (scoped_call_expression)] @value)

(argument name: (name) @keyword)
