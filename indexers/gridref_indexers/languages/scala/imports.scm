; The path is no one node: its first and its last name.
(import_declaration . (identifier) @module (identifier)? @module . (namespace_selectors (identifier) @member)) @import
(import_declaration . (identifier) @module (identifier)? @module . (namespace_selectors (arrow_renamed_identifier name: (identifier) @member alias: (identifier) @alias))) @import
(import_declaration . (identifier) @module (identifier)? @module . (namespace_selectors (as_renamed_identifier name: (identifier) @member alias: (identifier) @alias))) @import
(import_declaration . (identifier) @module (identifier)? @module . (namespace_selectors (namespace_wildcard) @member)) @import
(import_declaration . (identifier) @module (identifier)? @module . (namespace_wildcard) @member) @import
(import_declaration . (identifier) @module (identifier)? @module .) @import
