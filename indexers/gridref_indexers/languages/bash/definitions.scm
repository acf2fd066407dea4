(function_definition name: (word) @name body: (_) @body) @definition.function

; What is set outside of any function, be it under a condition; not what is set for one command.
(declaration_command (variable_assignment name: (variable_name) @local)) @binding
(declaration_command (variable_name) @local) @binding
(program (variable_assignment name: (variable_name) @local) @binding)
(if_statement (variable_assignment name: (variable_name) @local) @binding)
(else_clause (variable_assignment name: (variable_name) @local) @binding)
(elif_clause (variable_assignment name: (variable_name) @local) @binding)
(case_item (variable_assignment name: (variable_name) @local) @binding)
(list (variable_assignment name: (variable_name) @local) @binding)
(variable_assignments (variable_assignment name: (variable_name) @local)) @binding

(comment) @comment
