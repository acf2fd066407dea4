; The head of a definition ends at the first comment or statement inside, so that no comment gets into it.
(module name: (constant) @name . [(comment) (body_statement) "end" ";"] @body) @definition.module
(module name: (scope_resolution scope: (_)? @owner name: (constant) @name) . [(comment) (body_statement) "end" ";"] @body) @definition.module
(class name: (constant) @name . [(comment) (body_statement) "end" ";"] @body) @definition.class
(class name: (constant) @name superclass: (_) . [(comment) (body_statement) "end" ";"] @body) @definition.class
(class name: (scope_resolution scope: (_)? @owner name: (constant) @name) . [(comment) (body_statement) "end" ";"] @body) @definition.class
(class name: (scope_resolution scope: (_)? @owner name: (constant) @name) superclass: (_) . [(comment) (body_statement) "end" ";"] @body) @definition.class
(method name: (_) @name . [(comment) (body_statement) "end" "=" ";"] @body) @definition.function
(method name: (_) @name parameters: (_) . [(comment) (body_statement) "end" "=" ";"] @body) @definition.function
(singleton_method object: [(self) (constant) @owner (scope_resolution) @owner (identifier) @owner] name: (_) @name . [(comment) (body_statement) "end" "=" ";"] @body) @definition.function
(singleton_method object: [(self) (constant) @owner (scope_resolution) @owner (identifier) @owner] name: (_) @name parameters: (_) . [(comment) (body_statement) "end" "=" ";"] @body) @definition.function
(alias name: [(identifier) (constant) (setter) (operator) (simple_symbol)] @name) @definition.function

(call arguments: (argument_list . (method) @inner .)) @outer
(call arguments: (argument_list . (singleton_method) @inner .)) @outer

; What is defined by a call.
(call !receiver method: (identifier) @definer
  arguments: (argument_list [(simple_symbol) (string (string_content))] @name)
  (#any-of? @definer
    "attr_accessor" "attr_reader" "attr_writer" "attr" "class_attribute" "mattr_accessor" "mattr_reader"
    "mattr_writer" "cattr_accessor" "cattr_reader" "cattr_writer" "thread_mattr_accessor")) @definition.property
(call !receiver method: (identifier) @definer
  arguments: (argument_list . [(simple_symbol) (string)] @name)
  (#any-of? @definer "belongs_to" "has_many" "has_one" "has_and_belongs_to_many")) @definition.property
(call !receiver method: (identifier) @definer
  arguments: (argument_list . [(simple_symbol) (string)] @name) block: (_)? @body
  (#any-of? @definer "define_method" "define_singleton_method" "alias_method")) @definition.function
(call !receiver method: (identifier) @definer
  arguments: (argument_list . (simple_symbol) @name . (lambda))
  (#eq? @definer "scope")) @definition.function
(call !receiver method: (identifier) @definer
  arguments: (argument_list (simple_symbol) @name) (#eq? @definer "delegate")) @definition.function
(call !receiver method: (identifier) @definer
  arguments: (argument_list . [
    (simple_symbol) @name (string) @name
    (pair . [(hash_key_symbol) (simple_symbol) (string)] @name)
  ]) block: (_)? @body (#eq? @definer "task")) @definition.target
(call !receiver method: (identifier) @definer
  arguments: (argument_list . (simple_symbol) @name) block: (_) @body (#eq? @definer "namespace")) @definition.namespace

(assignment left: (constant) @name
  right: (call receiver: (constant) @maker method: (identifier) block: (_) @body)
  (#any-of? @maker "Struct" "Class" "Module" "Data")) @definition.class
(assignment left: (constant) @name
  right: (call receiver: (constant) @maker method: (identifier))
  (#any-of? @maker "Struct" "Class" "Data")) @definition.class
(assignment left: (constant)
  right: (call receiver: (constant) @maker arguments: (argument_list (simple_symbol) @name @definition.field))
  (#any-of? @maker "Struct" "Data"))
(assignment left: (constant) @name) @definition.constant
(assignment left: (scope_resolution scope: (_) @owner name: (constant) @name)) @definition.constant
(assignment left: (left_assignment_list (constant) @name)) @definition.constant
(operator_assignment left: (constant) @name) @definition.constant
(operator_assignment left: (scope_resolution scope: (_) @owner name: (constant) @name)) @definition.constant
(program (assignment left: (global_variable) @name) @definition.variable)

(comment) @comment
