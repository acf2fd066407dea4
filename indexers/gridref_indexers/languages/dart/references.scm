; A call without a receiver. `a.b` is no one node in this grammar, so that members of something are not seen.
((identifier) @call . (selector (argument_part)))
(new_expression (type_identifier) @call)
(superclass . (type_identifier) @base)
(mixins (type_identifier) @base)
(interfaces (type_identifier) @base)
(mixin_application . (type_identifier) @base)
(mixin_declaration (type_identifier) @base)
(type_identifier) @type
(annotation name: (identifier) @name)
(argument (identifier) @name .)
