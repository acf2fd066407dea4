; A name alone is of the module that the statement around it names: a pattern that waits behind
; each of many names for what follows on them costs minutes.
(import_statement source: (string) @module) @import
((import_clause (identifier) @alias @imported)
  (#set! member "default"))
(namespace_import (identifier) @alias @imported)
(import_specifier name: _ @member alias: (_)? @alias) @imported

; What is exported from another module is imported too, and what is exported under a second name
; is imported from nowhere: the name is another one for what the file has.
(export_statement source: (string) @module) @import
(export_statement "*" @member source: (string) @module) @import
(namespace_export (_) @alias @imported)
(export_specifier name: _ @member alias: _? @alias) @imported
(export_statement !source (export_clause (export_specifier name: (_) @member alias: _ @alias) @import))
(export_statement "default" @import @alias value: (identifier) @member)
(export_statement "default" @import @alias declaration: (_ name: (_) @member))

; Modules that are loaded while the program runs, and CommonJS.
(call_expression function: (import) arguments: (arguments . (string) @module)) @import
(variable_declarator name: (identifier) @alias value: (await_expression (call_expression function: (import) arguments: (arguments . (string) @module)))) @import
(variable_declarator name: (object_pattern) value: (await_expression (call_expression function: (import) arguments: (arguments . (string) @module)))) @import
((call_expression function: (identifier) @_require arguments: (arguments . (string) @module .)) @import
  (#eq? @_require "require"))
((variable_declarator name: (identifier) @alias value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .))) @import
  (#eq? @_require "require"))
((variable_declarator name: (identifier) @alias value: (member_expression object: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .)) property: (property_identifier) @member)) @import
  (#eq? @_require "require"))
((variable_declarator name: (object_pattern) value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .))) @import
  (#eq? @_require "require"))
(variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @member @imported))
(variable_declarator name: (object_pattern (pair_pattern key: (property_identifier) @member value: (identifier) @alias) @imported))
((assignment_expression left: (member_expression object: (_) @_to property: (property_identifier) @alias) right: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .))) @import
  (#any-of? @_to "exports" "module.exports") (#eq? @_require "require"))
((assignment_expression left: (member_expression object: (_) @_to property: (property_identifier) @alias @import) right: (identifier) @member)
  (#any-of? @_to "exports" "module.exports") (#not-eq? @alias @member))
((assignment_expression left: (member_expression) @_to right: (object (pair key: (property_identifier) @alias value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .))) @import))
  (#eq? @_to "module.exports") (#eq? @_require "require"))
((assignment_expression left: (member_expression) @_to right: (object (pair key: (property_identifier) @alias @import value: (identifier) @member)))
  (#eq? @_to "module.exports") (#not-eq? @alias @member))
((assignment_expression left: (member_expression) @_to right: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .))) @import
  (#eq? @_to "module.exports") (#eq? @_require "require") (#set! member "*"))
