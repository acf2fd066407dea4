; What JavaScript and TypeScript share. What may have a type in TypeScript stands in folders of their own.
(class_declaration name: (_) @name body: (_) @body) @definition.class

; A declaration reaches as far as its statement; one of several in a statement does not.
(export_statement declaration: (_) @inner) @outer
(program (lexical_declaration . (variable_declarator) @inner .) @outer)
(program (variable_declaration . (variable_declarator) @inner .) @outer)
(export_statement (lexical_declaration . (variable_declarator) @inner .) @outer)
(export_statement (variable_declaration . (variable_declarator) @inner .) @outer)
(lexical_declaration . (variable_declarator value: [(arrow_function) (class) (function_expression) (generator_function)]) @inner .) @outer
(variable_declaration . (variable_declarator value: [(arrow_function) (class) (function_expression) (generator_function)]) @inner .) @outer

; What an object holds that a module exports.
(export_statement value: (object (pair key: (property_identifier) @name) @definition.field))

; What a module exports without a name of its own is called `default`.
(export_statement "default" @name value: [(function_expression body: (_) @body) (arrow_function body: (_) @body) (generator_function body: (_) @body)]) @definition.function
(export_statement "default" @name value: (class body: (_) @body)) @definition.class
(export_statement "default" @name value: (object) @body) @definition.variable
(export_statement "default" @local value: [(member_expression) @value (call_expression) @value (new_expression) @value (array) (string) (template_string)]) @binding
(export_statement !source (export_clause (export_specifier name: (identifier) @exported)))

; CommonJS.
((assignment_expression left: (member_expression) @_to right: [(function_expression name: (_) @name body: (_) @body) (generator_function name: (_) @name body: (_) @body)]) @definition.function
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression) @_to right: [(function_expression !name body: (_) @body) (generator_function !name body: (_) @body) (arrow_function body: (_) @body)]) @definition.function
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression) @_to right: (class name: (_) @name body: (_) @body)) @definition.class
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression) @_to right: (class !name body: (_) @body)) @definition.class
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression) @_to right: (identifier) @exported)
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression) @_to right: (object [(shorthand_property_identifier) @exported (pair value: (identifier) @exported)]))
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression) @_to right: (object (pair key: (property_identifier) @local value: [(member_expression) @value (new_expression) @value (string) (number) (object) (array) (true) (false)]) @binding))
  (#eq? @_to "module.exports"))
((assignment_expression left: (member_expression object: (_) @_to) right: (identifier) @exported)
  (#any-of? @_to "exports" "module.exports"))
((assignment_expression left: (member_expression object: (_) @_to property: (property_identifier) @name) right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @definition.function
  (#any-of? @_to "exports" "module.exports"))
((assignment_expression left: (member_expression object: (_) @_to property: (property_identifier) @name) right: (class body: (_) @body)) @definition.class
  (#any-of? @_to "exports" "module.exports"))
((assignment_expression left: (member_expression object: (_) @_to property: (property_identifier) @local) right: [(member_expression) @value (call_expression) @value (new_expression) @value (string) (template_string) (number) (object) (array) (regex) (true) (false)]) @binding
  (#any-of? @_to "exports" "module.exports") (#not-match? @value "^require\\("))

; `Base.prototype.run = function () {}`, `app.use = function () {}`, `this.run = () => {}`.
((assignment_expression left: (member_expression object: (member_expression object: (_) @owner property: (property_identifier) @_prototype) property: (property_identifier) @name) right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @definition.function
  (#eq? @_prototype "prototype"))
((assignment_expression left: (member_expression object: [(identifier) (member_expression)] @owner property: (property_identifier) @name) right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @definition.function
  (#not-eq? @owner "module"))
(assignment_expression left: (member_expression object: (this) property: (_) @name) right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @definition.method

; What a missing brace leaves of a declaration.
(expression_statement (function_expression name: (_) @name body: (_) @body) @definition.function)
(expression_statement (class name: (_) @name body: (_) @body) @definition.class)
((method_definition name: (_) @_function (ERROR . (identifier) @name) body: (_) @body) @definition.function
  (#eq? @_function "function"))
(ERROR "function" . (identifier) @name @definition.function . (formal_parameters))
(ERROR "class" . (_) @name @definition.class)
(ERROR ["const" "let" "var"] . (identifier) @name @definition.variable)
(ERROR (property_identifier) @name @definition.method . (formal_parameters))

(comment) @comment
