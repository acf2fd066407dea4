(namespace_declaration name: (_) @name body: (_) @body) @scope.namespace
; `namespace A.B;` holds for the whole file.
(compilation_unit (file_scoped_namespace_declaration name: (_) @name) @body) @scope.namespace

(class_declaration name: (identifier) @name body: (_)? @body) @definition.class
(record_declaration "struct" name: (identifier) @name body: (_)? @body) @definition.struct
(record_declaration name: (identifier) @name body: (_)? @body) @definition.class
(struct_declaration name: (identifier) @name body: (_)? @body) @definition.struct
(interface_declaration name: (identifier) @name body: (_)? @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.enum_member
(delegate_declaration type: (_) @annotation name: (identifier) @name) @definition.type

(method_declaration returns: (_) @annotation name: (identifier) @name body: (_)? @body) @definition.method
(constructor_declaration name: (identifier) @name . (parameter_list) . (constructor_initializer) @body) @definition.constructor
(constructor_declaration name: (identifier) @name body: (_)? @body) @definition.constructor
(destructor_declaration name: (identifier) @name body: (_)? @body) @definition.method
(operator_declaration type: (_) @annotation operator: _ @name body: (_)? @body) @definition.method
(conversion_operator_declaration ["implicit" "explicit"] @name type: (_) @annotation body: (_)? @body) @definition.method
(local_function_statement type: (_) @annotation name: (identifier) @name body: (_) @body) @definition.function

(property_declaration type: (_) @annotation name: (identifier) @name accessors: (_) @body) @definition.property
(property_declaration type: (_) @annotation name: (identifier) @name value: (arrow_expression_clause) @body) @definition.property
(indexer_declaration type: (_) @annotation "this" @name [(accessor_list) (arrow_expression_clause)] @body) @definition.property
(event_declaration type: (_) @annotation name: (identifier) @name accessors: (_) @body) @definition.property
(record_declaration (parameter_list (parameter type: (_) @annotation name: (identifier) @name) @definition.property))
(event_field_declaration (variable_declaration type: (_) @annotation (variable_declarator name: (identifier) @name))) @definition.field
(field_declaration (modifier "const") (variable_declaration type: (_) @annotation (variable_declarator name: (identifier) @name))) @definition.constant
(field_declaration (variable_declaration type: (_) @annotation (variable_declarator name: (identifier) @name))) @definition.field

(enum_member_declaration name: (identifier) @exported)
(interface_declaration body: (declaration_list [(method_declaration name: (_) @exported) (property_declaration name: (_) @exported)]))
(interface_declaration body: (declaration_list (event_field_declaration (variable_declaration (variable_declarator name: (_) @exported)))))
(record_declaration (parameter_list (parameter name: (_) @exported)))

(comment) @comment
