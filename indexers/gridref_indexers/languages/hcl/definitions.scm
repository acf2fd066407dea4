; A block with two labels is known by both, `aws_instance.web`; one with none only by what it holds.
(block (identifier) . (string_lit (template_literal) @owner) . (string_lit (template_literal) @name) . (block_start) @body) @definition.resource
(block (identifier) @block_type . (string_lit (template_literal) @name) . (block_start) @body
  (body (attribute (identifier) @key (expression) @annotation))
  (#eq? @block_type "variable") (#eq? @key "type")) @definition.variable
(block (identifier) @block_type . (string_lit (template_literal) @name) . (block_start) @body
  (#eq? @block_type "variable")) @definition.variable
(block (identifier) @block_type . (string_lit (template_literal) @name) . (block_start) @body
  (#eq? @block_type "output")) @definition.output
(block (identifier) @block_type . (string_lit (template_literal) @name) . (block_start) @body
  (#eq? @block_type "module")) @definition.module
(block (identifier) @block_type . (string_lit (template_literal) @name) . (block_start) @body
  (#eq? @block_type "provider")) @definition.provider
(config_file (body (block (identifier) . (string_lit (template_literal) @name) . (block_start) @body) @definition.resource))
(block (identifier) @block_type . (block_start)
  (body (attribute (identifier) @name) @definition.variable) (#eq? @block_type "locals"))
(config_file (body (attribute (identifier) @name) @definition.variable))

(block (body (attribute (identifier) @key (expression (literal_value (string_lit (template_literal) @doc))))
  (#eq? @key "description")))
(comment) @comment
