(library_import (import_specification . [(uri) (configurable_uri)] @module (combinator "show" (identifier) @member))) @import
(library_import (import_specification . [(uri) (configurable_uri)] @module (identifier) @alias)) @import
(library_import (import_specification . [(uri) (configurable_uri)] @module .)) @import
(library_export (configurable_uri) @module (combinator "show" (identifier) @member)) @import
(library_export (configurable_uri) @module .) @import
(part_directive (uri) @module) @import
(part_of_directive [(uri) (dotted_identifier_list)] @module) @import
