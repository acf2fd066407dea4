(function_item name: (identifier) @name return_type: (_)? @annotation body: (_) @body) @definition.function
(function_signature_item name: (identifier) @name return_type: (_)? @annotation ";" @body) @definition.function
(struct_item name: (_) @name body: (field_declaration_list) @body) @definition.struct
(struct_item name: (_) @name ";" @body) @definition.struct
(union_item name: (_) @name body: (_) @body) @definition.union
(enum_item name: (_) @name body: (_) @body) @definition.enum
(enum_variant name: (_) @name) @definition.enum_member
(field_declaration name: (_) @name type: (_) @annotation) @definition.field
(trait_item name: (_) @name body: (_) @body) @definition.trait
(associated_type name: (_) @name ";" @body) @definition.type
(type_item name: (_) @name ";" @body) @definition.type
(const_item name: (identifier) @name type: (_)? @annotation ";" @body (#not-eq? @name "_")) @definition.constant
(static_item name: (_) @name type: (_) @annotation ";" @body) @definition.variable
(mod_item name: (_) @name body: (_) @body) @definition.module
(mod_item name: (_) @name ";" @body) @definition.module
(macro_definition name: (_) @name "{" @body) @definition.macro
(macro_definition name: (_) @name) @definition.macro

(impl_item type: [
  (type_identifier) @name
  (primitive_type) @name
  (generic_type type: (type_identifier) @name)
  (scoped_type_identifier name: (_) @name)
  (generic_type type: (scoped_type_identifier name: (_) @name))
  (reference_type type: [(type_identifier) (primitive_type)] @name)
  (reference_type type: (generic_type type: (type_identifier) @name))
  (dynamic_type trait: [(type_identifier) (scoped_type_identifier)] @name)
  (dynamic_type trait: (generic_type type: (_) @name))
  (bounded_type . (dynamic_type trait: (type_identifier) @name))
  [(array_type) (tuple_type) (unit_type) (function_type) (pointer_type) (never_type) (macro_invocation)] @name
] body: (_) @body) @scope.impl

(line_comment outer: (_)) @comment
(block_comment outer: (_)) @comment
(attribute_item) @between

; What a trait or a public enum has is as public as they are.
(trait_item (visibility_modifier "pub" .) body: (declaration_list [
  (function_item name: (_) @exported)
  (function_signature_item name: (_) @exported)
  (associated_type name: (_) @exported)
  (const_item name: (_) @exported)
]))
(impl_item trait: (_) body: (declaration_list (function_item name: (_) @exported)))
(enum_item (visibility_modifier "pub" .) body: (enum_variant_list (enum_variant name: (_) @exported)))
(
  (attribute_item (attribute (identifier) @attribute_name)) . (macro_definition name: (_) @exported)
  (#eq? @attribute_name "macro_export")
)

; After a missing brace, what was to be a function may be read as parts of a pattern: its name stays findable.
(ERROR "fn" . (identifier) @name @definition.function)
(ERROR (identifier) @fn . (identifier) @name @definition.function (#eq? @fn "fn"))

; What a macro wraps, as `cfg_unix! { pub fn f() {} }`, is tokens: only names are known of it.
(token_tree "fn" . (identifier) @name @definition.function)
(token_tree "struct" . (identifier) @name @definition.struct)
(token_tree "enum" . (identifier) @name @definition.enum)
(token_tree "trait" . (identifier) @name @definition.trait)
(token_tree "mod" . (identifier) @name @definition.module)
(token_tree "type" . (identifier) @name @definition.type)
(token_tree "const" . (identifier) @name @definition.constant (#match? @name "^[A-Z][A-Z0-9_]+$"))
(token_tree "static" . (identifier) @name @definition.variable (#match? @name "^[A-Z][A-Z0-9_]+$"))
(token_tree "pub" . ["fn" "struct" "enum" "trait" "mod" "type" "const" "static"] . (identifier) @exported)
