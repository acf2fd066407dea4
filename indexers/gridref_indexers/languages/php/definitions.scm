; With braces a namespace is around its definitions; without, it is a statement before them.
(namespace_definition name: (namespace_name) @name body: (_) @body) @scope.namespace
(namespace_definition name: (namespace_name) @name) @definition.namespace
(class_declaration name: (name) @name body: (_) @body) @definition.class
(interface_declaration name: (name) @name body: (_) @body) @definition.interface
(trait_declaration name: (name) @name body: (_) @body) @definition.trait
(enum_declaration name: (name) @name body: (_) @body) @definition.enum
(enum_case name: (name) @name) @definition.enum_member
(method_declaration name: (name) @name return_type: (_)? @annotation body: (_)? @body) @definition.method
(function_definition name: (name) @name return_type: (_)? @annotation body: (_) @body) @definition.function
(const_declaration (const_element . (name) @name)) @definition.constant
(property_declaration type: (_)? @annotation (property_element name: (variable_name (name) @name)) (property_hook_list) @body) @definition.field
(property_declaration type: (_)? @annotation (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter type: (_)? @annotation name: (variable_name (name) @name)) @definition.field
(function_call_expression function: (name) @definer
  arguments: (arguments . (argument (string (string_content) @name))) (#eq? @definer "define")) @definition.constant

(comment) @comment
