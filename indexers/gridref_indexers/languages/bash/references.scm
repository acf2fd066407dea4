(command_name (word) @call)
; Not `$1`.
(simple_expansion (variable_name) @name (#not-match? @name "^[0-9]"))
(expansion (variable_name) @name (#not-match? @name "^[0-9]"))

(function_definition body: (_ (variable_assignment name: (variable_name) @local)))
(for_statement variable: (variable_name) @local)
