(function_declaration name: (identifier) @name parameters: (_) . [(block) (comment) "end"] @body) @definition.function
(function_declaration
  name: (dot_index_expression table: (_) @owner field: (identifier) @name)
  parameters: (_) . [(block) (comment) "end"] @body) @definition.function
(function_declaration
  name: (method_index_expression table: (_) @owner method: (identifier) @name)
  parameters: (_) . [(block) (comment) "end"] @body) @definition.method

(variable_declaration (assignment_statement) @inner) @outer
(assignment_statement
  (variable_list . name: (identifier) @name .)
  (expression_list . value: (function_definition parameters: (_) . [(block) (comment) "end"] @body) .)) @definition.function
(assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @owner field: (identifier) @name) .)
  (expression_list . value: (function_definition parameters: (_) . [(block) (comment) "end"] @body) .)) @definition.function
(assignment_statement
  (variable_list . name: (bracket_index_expression table: (_) @owner field: (string content: (_) @name)) .)
  (expression_list . value: (function_definition parameters: (_) . [(block) (comment) "end"] @body) .)) @definition.function
(field
  name: (identifier) @name
  value: (function_definition parameters: (_) . [(block) (comment) "end"] @body)) @definition.function
(field
  name: (string content: (_) @name)
  value: (function_definition parameters: (_) . [(block) (comment) "end"] @body)) @definition.function

; What is set at the top; a name for what is required is an import and no variable.
(chunk (variable_declaration (assignment_statement
  (variable_list name: (identifier) @name)
  (expression_list . value: (table_constructor) @body)) @definition.variable))
(chunk (variable_declaration (assignment_statement
  (variable_list name: (identifier) @name)
  (expression_list . value: [
    (number) (string) (true) (false) (nil) (binary_expression) (unary_expression) (parenthesized_expression)
    (identifier) (bracket_index_expression) (dot_index_expression table: [(identifier) (dot_index_expression)])
  ])) @definition.variable))
(chunk (variable_declaration (assignment_statement
  (variable_list name: (identifier) @name)
  (expression_list . value: (function_call name: (_) @maker))) @definition.variable
  (#not-eq? @maker "require") (#not-eq? @maker "pcall")))
(chunk (variable_declaration (variable_list name: (identifier) @name)) @definition.variable)
(chunk (assignment_statement
  (variable_list name: (identifier) @name) (expression_list . value: (table_constructor) @body)) @definition.variable)
(chunk (assignment_statement
  (variable_list name: (identifier) @name) (expression_list)) @definition.variable)
(chunk (assignment_statement
  (variable_list name: (dot_index_expression table: (_) @owner field: (identifier) @name))
  (expression_list . value: (table_constructor) @body)) @definition.field)
(chunk (assignment_statement
  (variable_list name: (dot_index_expression table: (_) @owner field: (identifier) @name))) @definition.field)

(comment) @comment
