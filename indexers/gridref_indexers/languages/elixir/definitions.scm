(call target: (identifier) @definer (arguments . (alias) @name) (do_block) @body
  (#eq? @definer "defmodule")) @definition.module
(call target: (identifier) @definer (arguments . (alias) @name) (do_block) @body
  (#eq? @definer "defprotocol")) @definition.protocol
(call target: (identifier) @definer (arguments (keywords (pair value: (alias) @name))) (do_block) @body
  (#eq? @definer "defimpl")) @scope.impl
(call target: (identifier) @definer (arguments . (alias) @name . (keywords (pair value: (list)))) (do_block) @body
  (#eq? @definer "defimpl")) @scope.impl
(call target: (identifier) @definer (arguments . (alias) @name .) (do_block) @body
  (#eq? @definer "defimpl")) @scope.impl

; A head, and the comma before its `do:`; then a head alone or with its block.
(call target: (identifier) @definer
  (arguments . [
    (call target: (identifier) @name)
    (identifier) @name
    (binary_operator left: [(call target: (identifier) @name) (identifier) @name] operator: "when")
    (binary_operator operator: ["+" "-" "*" "/" "++" "--" "==" "!=" "<" ">" "<=" ">=" "<>" "=~" "|>" "~>" "<~" "<~>" "~>>" "<<~" "<<<" ">>>" "&&&" "|||" "<|>" ".." "and" "or" "in"] @name)
  ] "," @body)
  (#any-of? @definer "def" "defp" "defdelegate")) @definition.function
(call target: (identifier) @definer
  (arguments . [
    (call target: (identifier) @name)
    (identifier) @name
    (binary_operator left: [(call target: (identifier) @name) (identifier) @name] operator: "when")
    (binary_operator operator: ["+" "-" "*" "/" "++" "--" "==" "!=" "<" ">" "<=" ">=" "<>" "=~" "|>" "~>" "<~" "<~>" "~>>" "<<~" "<<<" ">>>" "&&&" "|||" "<|>" ".." "and" "or" "in"] @name)
  ] .) (do_block)? @body
  (#any-of? @definer "def" "defp")) @definition.function
(call target: (identifier) @definer
  (arguments . [
    (call target: (identifier) @name)
    (identifier) @name
    (binary_operator left: [(call target: (identifier) @name) (identifier) @name] operator: "when")
  ] "," @body)
  (#any-of? @definer "defmacro" "defmacrop")) @definition.macro
(call target: (identifier) @definer
  (arguments . [
    (call target: (identifier) @name)
    (identifier) @name
    (binary_operator left: [(call target: (identifier) @name) (identifier) @name] operator: "when")
  ] .) (do_block)? @body
  (#any-of? @definer "defmacro" "defmacrop" "defguard" "defguardp")) @definition.macro
(call target: (identifier) @definer
  (arguments . (string . (quoted_content) @name .)) (do_block) @body
  (#any-of? @definer "test" "property")) @definition.test

(unary_operator operator: "@" operand: (call target: (identifier) @definer
  (arguments . (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "::")))
  (#any-of? @definer "type" "typep" "opaque")) @definition.type
(unary_operator operator: "@" operand: (call target: (identifier) @definer
  (arguments . [
    (binary_operator left: (call target: (identifier) @name) operator: "::")
    (binary_operator left: (binary_operator left: (call target: (identifier) @name) operator: "::") operator: "when")
  ])) (#any-of? @definer "callback" "macrocallback")) @definition.function
(do_block (unary_operator operator: "@" operand: (call target: (identifier) @name)
  (#not-match? @name "^(after_compile|after_verify|before_compile|behaviour|callback|compile|deprecated|derive|describetag|dialyzer|doc|enforce_keys|external_resource|fallback_to_any|impl|macrocallback|moduledoc|moduletag|on_definition|on_load|opaque|optional_callbacks|since|spec|tag|type|typedoc|typep|vsn)$")) @definition.constant)
(call target: (identifier) @definer
  (arguments . (list [(atom) @name @definition.field (keywords (pair key: (keyword) @name) @definition.field)]))
  (#any-of? @definer "defstruct" "defexception"))
(call target: (identifier) @definer
  (arguments . (keywords (pair key: (keyword) @name) @definition.field))
  (#any-of? @definer "defstruct" "defexception"))

; What documents a function stands before it, among other attributes.
(unary_operator operator: "@" operand: (call target: (identifier) @attribute_name
  (arguments . [(string) (sigil)] @text)) (#any-of? @attribute_name "doc" "typedoc")) @comment
(unary_operator operator: "@" operand: (call target: (identifier) @attribute_name
  (arguments . [(string) (sigil)] @doc)) (#eq? @attribute_name "moduledoc"))
(unary_operator operator: "@" operand: (call target: (identifier) @attribute_name
  (arguments . (keywords))) (#eq? @attribute_name "doc")) @between
(unary_operator operator: "@" operand: (call target: (identifier) @attribute_name)
  (#any-of? @attribute_name "spec" "impl" "deprecated" "dialyzer" "fallback_to_any" "since" "tag")) @between
(comment) @comment
