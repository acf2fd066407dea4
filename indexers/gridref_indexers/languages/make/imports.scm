(include_directive filenames: (list (word) @module)) @import
(include_directive filenames: (list (concatenation (word) @module .))) @import
