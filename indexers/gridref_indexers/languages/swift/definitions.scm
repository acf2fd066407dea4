(class_declaration declaration_kind: "extension" name: (_) @name body: (_) @body) @scope.extension
(class_declaration declaration_kind: "struct" name: (type_identifier) @name body: (_) @body) @definition.struct
(class_declaration declaration_kind: "enum" name: (type_identifier) @name body: (_) @body) @definition.enum
(class_declaration name: (type_identifier) @name body: (_) @body) @definition.class
(protocol_declaration name: (type_identifier) @name body: (_) @body) @definition.protocol
(enum_entry name: (simple_identifier) @name) @definition.enum_member
(typealias_declaration name: (type_identifier) @name) @definition.type
(associatedtype_declaration name: (type_identifier) @name) @definition.type
(macro_declaration "macro" . (simple_identifier) @name) @definition.macro

(function_declaration
  name: [(simple_identifier) (custom_operator) "==" "!=" "<" ">" "<=" ">=" "+" "-" "*" "/" "%"] @name
  name: (_)? @annotation
  body: (_) @body) @definition.function
(protocol_function_declaration
  name: (simple_identifier) @name
  name: (_)? @annotation) @definition.method
(init_declaration name: "init" @name body: (_)? @body) @definition.constructor
(deinit_declaration "deinit" @name body: (_) @body) @definition.method
(subscript_declaration "subscript" @name name: (_) @annotation [(computed_property) (protocol_property_requirements)] @body) @definition.method

(class_body (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name) . (type_annotation (_) @annotation)?
  computed_value: (_)? @body
  (willset_didset_block)? @body) @definition.property)
(enum_class_body (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name) . (type_annotation (_) @annotation)?
  computed_value: (_)? @body
  (willset_didset_block)? @body) @definition.property)
(source_file (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name) . (type_annotation (_) @annotation)?
  computed_value: (_)? @body
  (willset_didset_block)? @body) @definition.variable)
(protocol_property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  (type_annotation (_) @annotation)?
  (protocol_property_requirements) @body) @definition.property

(comment) @comment
(multiline_comment) @comment
