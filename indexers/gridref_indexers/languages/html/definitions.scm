; An element is known by its id; one that has neither content nor end ends with its tag.
((element . (_ (attribute (attribute_name) @_id [(attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) @definition.element .)
  (#any-of? @_id "id" "ID"))
((element (_ (attribute (attribute_name) @_id [(attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) . (_) @body) @definition.element
  (#any-of? @_id "id" "ID"))
((script_element (start_tag (attribute (attribute_name) @_id [(attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) . (_) @body) @definition.element
  (#any-of? @_id "id" "ID"))
((style_element (start_tag (attribute (attribute_name) @_id [(attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) . (_) @body) @definition.element
  (#any-of? @_id "id" "ID"))

; What is filled in or linked to is known by its name where it has no id.
((element . (_ (attribute (attribute_name) @_name [(attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) @definition.element @_tag .)
  (#any-of? @_name "name" "NAME")
  (#match? @_tag "^<(?i:a|button|fieldset|form|iframe|input|map|object|output|select|slot|textarea)\\s")
  (#not-match? @_tag "\\s(?i:id)\\s*="))
((element (_ (attribute (attribute_name) @_name [(attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) @_tag . (_) @body) @definition.element
  (#any-of? @_name "name" "NAME")
  (#match? @_tag "^<(?i:a|button|fieldset|form|iframe|input|map|object|output|select|slot|textarea)\\s")
  (#not-match? @_tag "\\s(?i:id)\\s*="))

(comment) @comment
