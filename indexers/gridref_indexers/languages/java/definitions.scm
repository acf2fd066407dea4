(package_declaration (_) @name ";" @body) @definition.namespace
(class_declaration name: (_) @name body: (_) @body) @definition.class
(record_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(annotation_type_declaration name: (_) @name body: (_) @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(enum_constant name: (_) @name body: (_) @body) @definition.enum_member
(enum_constant name: (_) @name) @definition.enum_member
(method_declaration type: (_) @annotation name: (_) @name body: (_) @body) @definition.method
(method_declaration type: (_) @annotation name: (_) @name ";" @body) @definition.method
(annotation_type_element_declaration type: (_) @annotation name: (_) @name ";" @body) @definition.method
(constructor_declaration name: (_) @name body: (_) @body) @definition.constructor
(compact_constructor_declaration name: (_) @name body: (_) @body) @definition.constructor

(field_declaration (modifiers "static" "final") type: (_) @annotation
  declarator: (variable_declarator name: (_) @name) ";" @body) @definition.constant
(field_declaration type: (_) @annotation declarator: (variable_declarator name: (_) @name) ";" @body) @definition.field
(constant_declaration type: (_) @annotation declarator: (variable_declarator name: (_) @name) ";" @body) @definition.constant
(record_declaration parameters: (formal_parameters
  (formal_parameter type: (_) @annotation name: (_) @name) @definition.field))
(record_declaration parameters: (formal_parameters
  (spread_parameter (variable_declarator name: (_) @name)) @definition.field))

; Not the licence at the head of a file.
((block_comment) @comment (#match? @comment "^/\\*\\*"))

; What a public interface, enum or record has is as public as it is.
(interface_declaration (modifiers "public") body: (interface_body (method_declaration name: (_) @exported)))
(interface_declaration (modifiers "public") body: (interface_body
  (constant_declaration declarator: (variable_declarator name: (_) @exported))))
(annotation_type_declaration (modifiers "public") body: (annotation_type_body
  (annotation_type_element_declaration name: (_) @exported)))
(enum_declaration (modifiers "public") body: (enum_body (enum_constant name: (_) @exported)))
(record_declaration (modifiers "public") parameters: (formal_parameters [
  (formal_parameter name: (_) @exported)
  (spread_parameter (variable_declarator name: (_) @exported))
]))

; After a missing brace, methods are read as variables with something odd behind them: their names stay findable.
((local_variable_declaration type: (_) @annotation declarator: (variable_declarator name: (_) @name)) @definition.method
  . (ERROR . (formal_parameters)))
