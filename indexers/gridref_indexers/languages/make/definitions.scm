; Of the targets with a dot none that `make` itself knows.
(rule (targets (word) @name) (recipe) @body
  (#not-eq? @name ".DEFAULT") (#not-eq? @name ".DELETE_ON_ERROR")
  (#not-eq? @name ".EXPORT_ALL_VARIABLES") (#not-eq? @name ".IGNORE") (#not-eq? @name ".INTERMEDIATE")
  (#not-eq? @name ".NOTPARALLEL") (#not-eq? @name ".ONESHELL") (#not-eq? @name ".PHONY")
  (#not-eq? @name ".POSIX") (#not-eq? @name ".PRECIOUS") (#not-eq? @name ".SECONDARY")
  (#not-eq? @name ".SECONDEXPANSION") (#not-eq? @name ".SILENT") (#not-eq? @name ".SUFFIXES")) @definition.target
(rule (targets (word) @name)
  (#not-eq? @name ".DEFAULT") (#not-eq? @name ".DELETE_ON_ERROR")
  (#not-eq? @name ".EXPORT_ALL_VARIABLES") (#not-eq? @name ".IGNORE") (#not-eq? @name ".INTERMEDIATE")
  (#not-eq? @name ".NOTPARALLEL") (#not-eq? @name ".ONESHELL") (#not-eq? @name ".PHONY")
  (#not-eq? @name ".POSIX") (#not-eq? @name ".PRECIOUS") (#not-eq? @name ".SECONDARY")
  (#not-eq? @name ".SECONDEXPANSION") (#not-eq? @name ".SILENT") (#not-eq? @name ".SUFFIXES")) @definition.target
(define_directive name: (word) @name value: (_) @body) @definition.macro
(define_directive name: (word) @name) @definition.macro
(variable_assignment !target_or_pattern name: (word) @local) @binding
(shell_assignment name: (word) @local) @binding

(comment) @comment
