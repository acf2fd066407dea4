(call_expression function: (identifier) @call)
(field_expression) @attribute
(field_designator (field_identifier) @attribute)
(type_identifier) @type

(argument_list (identifier) @name)
(initializer_list (identifier) @name)
(initializer_pair value: (identifier) @name)
(init_declarator value: (identifier) @name)
(assignment_expression (identifier) @name)
(binary_expression (identifier) @name)
(unary_expression (identifier) @name)
(pointer_expression (identifier) @name)
(parenthesized_expression (identifier) @name)
(conditional_expression (identifier) @name)
(subscript_expression argument: (identifier) @name)
(return_statement (identifier) @name)
(case_statement value: (identifier) @name)
(preproc_ifdef name: (identifier) @name)
(preproc_defined (identifier) @name)

; `noreturn` and the like are no names of ours.
(attribute_specifier (argument_list (identifier) @keyword))
; The second name of `typedef struct list { ... } list` is no use of the first.
(type_definition declarator: (type_identifier) @keyword)
