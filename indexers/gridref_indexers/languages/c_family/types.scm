; A second name for a struct comes before the struct: of two of one extent the later holds the fields.
(type_definition
  type: [
    (struct_specifier name: (_) @annotation body: (_) @body)
    (union_specifier name: (_) @annotation body: (_) @body)
    (enum_specifier name: (_) @annotation body: (_) @body)]
  declarator: [
    (type_identifier) @name
    (pointer_declarator declarator: (type_identifier) @name)]
  (#not-eq? @name @annotation)) @definition.type
(type_definition type: (struct_specifier name: (_) body: (_)) @inner) @outer
(type_definition type: (union_specifier name: (_) body: (_)) @inner) @outer
(type_definition type: (enum_specifier name: (_) body: (_)) @inner) @outer
(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.union
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
(enumerator name: (identifier) @name) @definition.enum_member

; What `typedef` names is the struct itself where that has no name of its own.
(type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.struct
(type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.union
(type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.enum
