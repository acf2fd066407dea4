(variable_reference (word) @name)
(prerequisites (word) @name)
