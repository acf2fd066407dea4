(class_definition name: (identifier) @name body: (_) @body) @definition.class
(function_definition name: (identifier) @name return_type: (_)? @annotation body: (_) @body) @definition.function
(decorated_definition definition: (_) @inner) @outer
(type_alias_statement . (type . (identifier) @name)) @definition.type
(type_alias_statement . (type (generic_type . (identifier) @name))) @definition.type

(class_definition body: (block . (expression_statement . (string) @doc)))
(function_definition body: (block . (expression_statement . (string) @doc)))
(module . (comment)* . (expression_statement . (string) @doc))
