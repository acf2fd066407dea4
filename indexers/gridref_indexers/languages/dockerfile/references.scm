(expansion (variable) @name)
