; What is bound at the top of a module or a class becomes a definition, see `@binding`.
(assignment left: (identifier) @local type: (_)? @annotation right: [(call) @value (identifier) @value (attribute) @value (await (_) @value)]?) @binding
(assignment left: (pattern_list (identifier) @local)) @binding
(assignment left: (tuple_pattern (identifier) @local)) @binding
(assignment left: (attribute object: (identifier) @receiver attribute: (identifier) @field) type: (_)? @annotation right: [(call) @value (identifier) @value (attribute) @value (await (_) @value)]?)
(typed_parameter . (identifier) @local type: (_) @annotation)
(typed_default_parameter name: (identifier) @local type: (_) @annotation)
(as_pattern [(call) (attribute)] @value alias: (as_pattern_target (identifier) @local))
(named_expression name: (identifier) @local value: [(call) @value (identifier) @value (attribute) @value (await (_) @value)])
