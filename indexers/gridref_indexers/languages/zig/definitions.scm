(function_declaration name: (identifier) @name type: (_)? @annotation body: (_)? @body) @definition.function
(variable_declaration . (identifier) @name (struct_declaration "{" @body)) @definition.struct
(variable_declaration . (identifier) @name (union_declaration "{" @body)) @definition.union
(variable_declaration . (identifier) @name (enum_declaration "{" @body)) @definition.enum
(variable_declaration . (identifier) @name (opaque_declaration "{" @body)) @definition.opaque
(variable_declaration . (identifier) @name (error_set_declaration "{" @body)) @definition.enum
(struct_declaration (container_field name: (identifier) @name type: (_)? @annotation) @definition.field)
(union_declaration (container_field name: (identifier) @name type: (_)? @annotation) @definition.field)
(enum_declaration (container_field name: (identifier) @name) @definition.enum_member (#not-eq? @name "_"))
(error_set_declaration (identifier) @name @definition.enum_member)
(source_file (container_field name: (identifier) @name type: (_)? @annotation) @definition.field)
(test_declaration (string . (string_content) @name) (block) @body) @definition.test
(test_declaration . (identifier) @name (block) @body) @definition.test

; What is imported is no constant.
(source_file (variable_declaration "const" . (identifier) @name type: (_)? @annotation) @definition.constant
  (#not-match? @definition.constant "@(import|This)\\b"))
(source_file (variable_declaration "var" . (identifier) @name type: (_)? @annotation) @definition.variable)
(struct_declaration (variable_declaration "const" . (identifier) @name type: (_)? @annotation) @definition.constant
  (#not-match? @definition.constant "@(import|This)\\b"))
(struct_declaration (variable_declaration "var" . (identifier) @name type: (_)? @annotation) @definition.variable)
(union_declaration (variable_declaration "const" . (identifier) @name type: (_)? @annotation) @definition.constant
  (#not-match? @definition.constant "@(import|This)\\b"))
(enum_declaration (variable_declaration "const" . (identifier) @name type: (_)? @annotation) @definition.constant
  (#not-match? @definition.constant "@(import|This)\\b"))
(opaque_declaration (variable_declaration "const" . (identifier) @name type: (_)? @annotation) @definition.constant
  (#not-match? @definition.constant "@(import|This)\\b"))

(comment) @comment
