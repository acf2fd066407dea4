(preproc_def name: (identifier) @name) @definition.macro
(preproc_function_def name: (identifier) @name value: (_)? @body) @definition.macro

; `TEST_CASE("...") { ... }`: a body that only a macro makes a function; what is bound in it is local all the same.
(translation_unit (expression_statement (call_expression function: (identifier) @name)) . (compound_statement) @scope.function)
(declaration_list (expression_statement (call_expression function: (identifier) @name)) . (compound_statement) @scope.function)
(preproc_ifdef (expression_statement (call_expression function: (identifier) @name)) . (compound_statement) @scope.function)
(preproc_if (expression_statement (call_expression function: (identifier) @name)) . (compound_statement) @scope.function)
(ERROR (call_expression function: (identifier) @name) . (compound_statement) @scope.function)

(comment) @comment
