(using_directive name: (identifier) @alias (qualified_name qualifier: (_) @module name: (generic_name . (identifier) @member))) @import
(using_directive name: (identifier) @alias . (identifier) @module) @import
(using_directive name: (identifier) @alias . (qualified_name name: (identifier)) @module) @import
((using_directive !name (qualified_name) @module) @import (#set! member "*"))
((using_directive !name (identifier) @module) @import (#set! member "*"))
