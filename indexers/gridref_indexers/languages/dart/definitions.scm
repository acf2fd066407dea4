(class_definition name: (identifier) @name body: (_) @body) @definition.class
(class_definition (mixin_application_class . (identifier) @name)) @definition.class
(mixin_declaration (mixin) . (identifier) @name (class_body) @body) @definition.trait
(extension_declaration name: (identifier) @name body: (_) @body) @definition.class
; Without a name it only lends that of the class it extends.
(extension_declaration !name class: (type_identifier) @name body: (_) @body) @scope.extension
(extension_type_declaration name: (identifier) @name body: (_) @body) @definition.class
(representation_declaration type: (_) @annotation name: (identifier) @name) @definition.field
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(enum_constant name: (identifier) @name) @definition.enum_member
(type_alias . (type_identifier) @name "=") @definition.type
(type_alias (type_identifier) @name . (formal_parameter_list)) @definition.type

; The body of a function stands beside its signature, not in it: a body that lies after its definition belongs to it.
(program (function_signature . [(type_identifier) (void_type)]? @annotation name: (identifier) @name) @definition.function . (function_body) @body)
(program (getter_signature . (type_identifier)? @annotation name: (identifier) @name) @definition.property . (function_body) @body)
(program (setter_signature name: (identifier) @name) @definition.property . (function_body) @body)
(class_body (method_signature (function_signature . [(type_identifier) (void_type)]? @annotation name: (identifier) @name)) @definition.method . (function_body) @body)
(class_body (method_signature (getter_signature . (type_identifier)? @annotation name: (identifier) @name)) @definition.property . (function_body) @body)
(class_body (method_signature (setter_signature name: (identifier) @name)) @definition.property . (function_body) @body)
(class_body (method_signature (operator_signature "operator" @name)) @definition.method . (function_body) @body)
(class_body (method_signature (constructor_signature name: (identifier) name: (identifier) @name)) @definition.constructor . (function_body) @body)
(class_body (method_signature (constructor_signature name: (identifier) @name . parameters: (_))) @definition.constructor . (function_body) @body)
(class_body (method_signature (factory_constructor_signature (identifier) . (identifier) @name)) @definition.constructor . (function_body) @body)
(class_body (method_signature (factory_constructor_signature . (identifier) @name . (formal_parameter_list))) @definition.constructor . (function_body) @body)
(extension_body (method_signature (function_signature . [(type_identifier) (void_type)]? @annotation name: (identifier) @name)) @definition.method . (function_body) @body)
(extension_body (method_signature (getter_signature . (type_identifier)? @annotation name: (identifier) @name)) @definition.property . (function_body) @body)
(extension_body (method_signature (setter_signature name: (identifier) @name)) @definition.property . (function_body) @body)
(extension_body (method_signature (operator_signature "operator" @name)) @definition.method . (function_body) @body)
(enum_body (method_signature (function_signature . [(type_identifier) (void_type)]? @annotation name: (identifier) @name)) @definition.method . (function_body) @body)
(enum_body (method_signature (getter_signature . (type_identifier)? @annotation name: (identifier) @name)) @definition.property . (function_body) @body)
(local_function_declaration (lambda_expression parameters: (function_signature . [(type_identifier) (void_type)]? @annotation name: (identifier) @name) body: (_) @body)) @definition.function

(declaration (function_signature . [(type_identifier) (void_type)]? @annotation name: (identifier) @name)) @definition.method
(declaration (getter_signature . (type_identifier)? @annotation name: (identifier) @name)) @definition.property
(declaration (setter_signature name: (identifier) @name)) @definition.property
(declaration (operator_signature "operator" @name)) @definition.method
(declaration (constructor_signature name: (identifier) name: (identifier) @name)) @definition.constructor
(declaration (constructor_signature name: (identifier) @name . parameters: (_))) @definition.constructor
(declaration (constant_constructor_signature (identifier) . (identifier) @name)) @definition.constructor
(declaration (constant_constructor_signature (identifier) @name . (formal_parameter_list))) @definition.constructor
(declaration (factory_constructor_signature (identifier) . (identifier) @name)) @definition.constructor
(declaration (redirecting_factory_constructor_signature (identifier) . (identifier) @name)) @definition.constructor
(declaration (redirecting_factory_constructor_signature (identifier) @name . (formal_parameter_list))) @definition.constructor

(declaration (const_builtin) (type_identifier)? @annotation (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.constant
(declaration (type_identifier)? @annotation (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.field
(declaration (type_identifier)? @annotation (initialized_identifier_list (initialized_identifier . (identifier) @name))) @definition.field
(program (const_builtin) . (type_identifier)? @annotation . (static_final_declaration_list (static_final_declaration . (identifier) @name) @definition.constant))
(program (final_builtin) . (type_identifier)? @annotation . (static_final_declaration_list (static_final_declaration . (identifier) @name) @definition.variable))
(program (type_identifier)? @annotation . (initialized_identifier_list (initialized_identifier . (identifier) @name) @definition.variable))

(comment) @comment
(documentation_comment) @comment
(annotation) @between
