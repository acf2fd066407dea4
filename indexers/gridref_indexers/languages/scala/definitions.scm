(package_clause name: (_) @name body: (_) @body) @scope.namespace
(package_clause name: (_) @name) @definition.namespace
(class_definition name: (_) @name body: (_)? @body) @definition.class
(object_definition name: (_) @name body: (_)? @body) @definition.class
(package_object name: (_) @name body: (_) @body) @definition.class
(trait_definition name: (_) @name body: (_)? @body) @definition.trait
(enum_definition name: (_) @name body: (_) @body) @definition.enum
(simple_enum_case name: (_) @name) @definition.enum_member
(full_enum_case name: (_) @name) @definition.enum_member
(type_definition name: (_) @name) @definition.type

((function_definition name: (identifier) @name body: (_)? @body) @definition.constructor (#eq? @name "this"))
(function_definition name: (_) @name return_type: (_)? @annotation body: (_) @body) @definition.function
(function_declaration name: (_) @name return_type: (_)? @annotation) @definition.function
(given_definition name: (_) @name return_type: (_) @annotation body: (_)? @body) @definition.variable
; Without a name it only lends that of its type.
(given_definition !name return_type: [(type_identifier) @name (generic_type type: (_) @name)] body: (with_template_body) @body) @scope.given
(extension_definition parameters: (parameters . (parameter type: [(type_identifier) @name (generic_type type: (_) @name)]))) @scope.extension

; The parameters of a case class are its fields.
(class_definition "case" class_parameters: (class_parameters (class_parameter name: (identifier) @name type: (_) @annotation) @definition.field))
(class_parameter ["val" "var"] name: (identifier) @name type: (_) @annotation) @definition.field

(template_body (val_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.field)
(template_body (var_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.field)
(val_declaration name: (identifier) @name type: (_) @annotation) @definition.field
(var_declaration name: (identifier) @name type: (_) @annotation) @definition.field
(with_template_body (val_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.field)
(with_template_body (var_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.field)
(enum_body (val_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.field)
(enum_body (var_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.field)
(compilation_unit (val_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.variable)
(compilation_unit (var_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)] type: (_)? @annotation) @definition.variable)

(block_comment) @comment
(comment) @comment
