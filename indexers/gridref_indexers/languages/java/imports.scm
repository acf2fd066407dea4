(import_declaration "static" (scoped_identifier scope: (_) @module name: (_) @member) . ";") @import
(import_declaration (_) @module (asterisk) @member) @import
(import_declaration [(scoped_identifier) (identifier)] @module . ";" (#not-match? @import "^import\\s+static\\s")) @import
