(call_expression function: (identifier) @call (#not-match? @call "^(Some|Ok|Err)$"))
(call_expression function: (generic_function function: (_) @call))
(macro_invocation macro: (_) @call)
(impl_item trait: [(type_identifier) (scoped_type_identifier)] @base)
(impl_item trait: (generic_type type: (_) @base))
(trait_item bounds: (trait_bounds [(type_identifier) (scoped_type_identifier)] @base))
(trait_item bounds: (trait_bounds (generic_type type: (_) @base)))
(scoped_type_identifier) @type
(type_identifier) @type
(scoped_identifier) @attribute
(field_expression) @attribute
(arguments (identifier) @name)
(binary_expression (identifier) @name)
(reference_expression (identifier) @name)
(return_expression (identifier) @name)
(let_declaration value: (identifier) @name)
(field_initializer value: (identifier) @name)
(index_expression . (identifier) @name)
(match_pattern (identifier) @name (#match? @name "^[A-Z]") (#not-eq? @name "None"))
(tuple_struct_pattern type: (identifier) @name (#not-match? @name "^(Some|Ok|Err)$"))

; What macros are given, token by token: names with what stands before them, as far as it is near.
(token_tree (identifier) @receiver . ["." "::"] . (identifier) @attribute)
(token_tree (self) @receiver . "." . (identifier) @attribute)
(token_tree (identifier) @receiver . ["." "::"] . (identifier) . ["." "::"] . (identifier) @attribute)
(token_tree [(self) (crate) (super)] @receiver . ["." "::"] . (identifier) . ["." "::"] . (identifier) @attribute)
(macro_invocation (token_tree (identifier) @name))
(macro_rule right: (token_tree (identifier) @name))
(token_tree (token_tree (identifier) @name))
(attribute (identifier) @attribute_name arguments: (token_tree (identifier) @name) (#eq? @attribute_name "derive"))
(attribute (identifier) @name (#not-match? @name "^(allow|automatically_derived|cfg|cfg_attr|cold|default|deny|deprecated|derive|doc|expect|feature|forbid|ignore|inline|link|macro_export|macro_use|must_use|no_mangle|no_std|non_exhaustive|path|proc_macro|proc_macro_attribute|proc_macro_derive|repr|rustfmt|serde|should_panic|target_feature|test|track_caller|unsafe|warn)$"))

; `Fn(u8)` is no call, `Item` in `Iterator<Item = u8>` no use.
(function_type trait: (_) @keyword)
(type_binding name: (_) @keyword)
