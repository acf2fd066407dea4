(import (qualified_identifier) @module "*" @member) @import
(import (qualified_identifier) @module . (identifier) @alias) @import
((import (qualified_identifier) @module .) @import (#not-match? @import "\\*\\s*$"))
