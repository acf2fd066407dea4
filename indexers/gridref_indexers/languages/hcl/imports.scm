(block (identifier) @block_type (string_lit (template_literal) @alias)
  (body (attribute (identifier) @key (expression (literal_value (string_lit (template_literal) @module)))) @import)
  (#eq? @block_type "module") (#eq? @key "source"))
