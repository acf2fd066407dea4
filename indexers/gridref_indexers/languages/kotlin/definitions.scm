(package_header (qualified_identifier) @name) @definition.namespace
(class_declaration "interface" name: (identifier) @name (class_body)? @body) @definition.interface
(class_declaration name: (identifier) @name (enum_class_body) @body) @definition.enum
(class_declaration name: (identifier) @name (class_body)? @body) @definition.class
(object_declaration name: (identifier) @name (class_body)? @body) @definition.class
(companion_object name: (identifier) @name (class_body)? @body) @definition.class
(enum_entry (identifier) @name (class_body)? @body) @definition.enum_member
(type_alias type: (identifier) @name) @definition.type

(object_literal "object" @name (class_body) @body) @scope.class

; `fun String.shout()`
(function_declaration
  (user_type) @owner . name: (identifier) @name
  (function_value_parameters) . [(user_type) (nullable_type) (function_type)]? @annotation
  (function_body)? @body) @definition.function
(function_declaration
  name: (identifier) @name
  (function_value_parameters) . [(user_type) (nullable_type) (function_type)]? @annotation
  (function_body)? @body) @definition.function
(secondary_constructor "constructor" @name (block)? @body) @definition.constructor
; What is bound in it is local.
(anonymous_initializer "init" @name (block) @body) @scope.function

(class_parameter ["val" "var"] (identifier) @name . (_) @annotation) @definition.property
(class_body (property_declaration (modifiers (property_modifier)) (variable_declaration . (identifier) @name (_)? @annotation)) @definition.constant)
(class_body (property_declaration (user_type)? @owner . (variable_declaration . (identifier) @name (_)? @annotation) [(getter) (setter)]? @body) @definition.property)
(enum_class_body (property_declaration (variable_declaration . (identifier) @name (_)? @annotation) [(getter) (setter)]? @body) @definition.property)
(source_file (property_declaration (modifiers (property_modifier)) (variable_declaration . (identifier) @name (_)? @annotation)) @definition.constant)
(source_file (property_declaration (user_type) @owner . (variable_declaration . (identifier) @name (_)? @annotation) [(getter) (setter)]? @body) @definition.property)
(source_file (property_declaration (variable_declaration . (identifier) @name (_)? @annotation) [(getter) (setter)]? @body) @definition.variable)
(source_file (property_declaration (multi_variable_declaration (variable_declaration . (identifier) @name))) @definition.variable)

(line_comment) @comment
(block_comment) @comment
