(unary_operator operator: "@" operand: (call target: (identifier) @attribute_name
  (arguments . (alias) @base)) (#eq? @attribute_name "behaviour"))
(call target: (identifier) @definer (arguments . (alias) @base) (#eq? @definer "defimpl"))
(call target: (dot) @call (arguments))
(dot) @attribute
(call target: (identifier) @call)
(unary_operator operator: "&" operand: (binary_operator left: (identifier) @call operator: "/"))
(struct (alias) @type)
(arguments (alias) @name)
(list (alias) @name)
(tuple (alias) @name)
(pair value: (alias) @name)
(binary_operator (alias) @name)
(unary_operator operator: "@" operand: (identifier) @name)

; An identifier without arguments is a variable.
(arguments (identifier) @local)
(binary_operator left: (identifier) @local operator: "=")
(stab_clause left: (arguments (identifier) @local))

; Words of the language, and what a specification names.
(call target: (identifier) @keyword
  (#any-of? @keyword
    "alias" "case" "cond" "def" "defdelegate" "defexception" "defguard" "defguardp" "defimpl" "defmacro" "defmacrop"
    "defmodule" "defoverridable" "defp" "defprotocol" "defstruct" "for" "if" "import" "quote" "raise" "receive"
    "require" "super" "try" "unless" "unquote" "use" "with"))
(unary_operator operator: "@" operand: (call target: (identifier) @keyword))
(unary_operator operator: "@" operand: (call (arguments . (binary_operator
  left: (call target: (identifier) @keyword) operator: "::"))))
