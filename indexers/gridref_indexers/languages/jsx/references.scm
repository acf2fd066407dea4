; In JSX a capital says that an element is a component and no tag of HTML.
((jsx_opening_element name: (identifier) @call) (#match? @call "^[A-Z]"))
((jsx_self_closing_element name: (identifier) @call) (#match? @call "^[A-Z]"))
(jsx_opening_element name: (member_expression) @call)
(jsx_self_closing_element name: (member_expression) @call)
(jsx_closing_element name: (member_expression) @keyword)
(jsx_expression (identifier) @name)
