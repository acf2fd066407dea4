; Names of a namespace, all or one.
((using_declaration "namespace" (_) @module) @import (#set! member "*"))
(using_declaration . (qualified_identifier scope: (_) @module name: (identifier) @member)) @import
(using_declaration . (qualified_identifier scope: (_) @module
  name: (qualified_identifier scope: (_) @module name: (identifier) @member))) @import
