(use_declaration argument: (identifier) @module) @import
(use_declaration argument: (scoped_identifier path: (_) @module name: (_) @member)) @import
(use_declaration argument: (use_as_clause path: [(identifier) (crate) (self) (super)] @module alias: (_) @alias)) @import
(use_declaration argument: (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)) @import
(use_declaration argument: (use_wildcard (_) @module "*" @member)) @import

; Trees of names, as deep as they are written: the parts of a module in their order.
(use_declaration argument: (scoped_use_list path: (_) @module list: (use_list [
  (identifier) @member
  (self)
  (scoped_identifier path: (_) @module name: (_) @member)
  (use_as_clause path: (identifier) @member alias: (_) @alias)
  (use_as_clause path: (self) alias: (_) @alias)
  (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)
  (use_wildcard (_) @module "*" @member)
  (use_wildcard . "*" @member)
]))) @import
(use_declaration argument: (scoped_use_list path: (_) @module list: (use_list
  (scoped_use_list path: (_) @module list: (use_list [
    (identifier) @member
    (self)
    (scoped_identifier path: (_) @module name: (_) @member)
    (use_as_clause path: (identifier) @member alias: (_) @alias)
    (use_as_clause path: (self) alias: (_) @alias)
    (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)
    (use_wildcard (_) @module "*" @member)
    (use_wildcard . "*" @member)
  ]))))) @import
(use_declaration argument: (scoped_use_list path: (_) @module list: (use_list
  (scoped_use_list path: (_) @module list: (use_list
    (scoped_use_list path: (_) @module list: (use_list [
      (identifier) @member
      (self)
      (scoped_identifier path: (_) @module name: (_) @member)
      (use_as_clause path: (identifier) @member alias: (_) @alias)
      (use_as_clause path: (self) alias: (_) @alias)
      (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)
      (use_wildcard (_) @module "*" @member)
      (use_wildcard . "*" @member)
    ]))))))) @import
(use_declaration argument: (use_list [
  (identifier) @module
  (scoped_identifier path: (_) @module name: (_) @member)
  (use_as_clause path: (identifier) @module alias: (_) @alias)
  (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)
  (use_wildcard (_) @module "*" @member)
])) @import
(use_declaration argument: (use_list
  (scoped_use_list path: (_) @module list: (use_list [
    (identifier) @member
    (self)
    (scoped_identifier path: (_) @module name: (_) @member)
    (use_as_clause path: (identifier) @member alias: (_) @alias)
    (use_as_clause path: (self) alias: (_) @alias)
    (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)
    (use_wildcard (_) @module "*" @member)
    (use_wildcard . "*" @member)
  ])))) @import

(use_declaration argument: (use_list
  (scoped_use_list path: (_) @module list: (use_list
    (scoped_use_list path: (_) @module list: (use_list [
      (identifier) @member
      (self)
      (scoped_identifier path: (_) @module name: (_) @member)
      (use_as_clause path: (identifier) @member alias: (_) @alias)
      (use_as_clause path: (self) alias: (_) @alias)
      (use_as_clause path: (scoped_identifier path: (_) @module name: (_) @member) alias: (_) @alias)
      (use_wildcard (_) @module "*" @member)
      (use_wildcard . "*" @member)
    ])))))) @import

(extern_crate_declaration name: (_) @module alias: (_) @alias) @import
(extern_crate_declaration !alias name: (_) @module) @import
(mod_item !body name: (_) @module) @import
