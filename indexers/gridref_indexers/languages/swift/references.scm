(call_expression . (simple_identifier) @call)
(call_expression . (navigation_expression) @call)
(inheritance_specifier inherits_from: (user_type) @base)
(navigation_expression) @attribute
(user_type) @type

(value_argument value: (simple_identifier) @name)
(value_argument_label (simple_identifier) @keyword)
(assignment (directly_assignable_expression (simple_identifier) @name))
(assignment result: (simple_identifier) @name)
(control_transfer_statement result: (simple_identifier) @name)
(array_literal element: (simple_identifier) @name)
(equality_expression (simple_identifier) @name)
(comparison_expression (simple_identifier) @name)
(class_declaration declaration_kind: "extension" name: (_) @keyword)
