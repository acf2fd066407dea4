(class_heritage [(identifier) (member_expression)] @base)
(class_heritage (call_expression arguments: (arguments [(identifier) (member_expression)] @base)))
(field_definition value: (identifier) @name)
(call_expression function: (member_expression) @call (optional_chain))
