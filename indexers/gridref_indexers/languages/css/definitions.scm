; A rule is known by each class and each id that it selects, and by its selector where there is none.
(rule_set (selectors [(class_selector (class_name) @name) (id_selector (id_name) @name)])) @definition.rule
(rule_set (selectors (_ [(class_selector (class_name) @name) (id_selector (id_name) @name)]))) @definition.rule
(rule_set (selectors (_ (_ [(class_selector (class_name) @name) (id_selector (id_name) @name)])))) @definition.rule
(rule_set (selectors (_ (_ (_ [(class_selector (class_name) @name) (id_selector (id_name) @name)]))))) @definition.rule
(rule_set (selectors (_ (_ (_ (_ [(class_selector (class_name) @name) (id_selector (id_name) @name)])))))) @definition.rule
(rule_set (selectors (_ (_ (_ (_ (_ [(class_selector (class_name) @name) (id_selector (id_name) @name)]))))))) @definition.rule
((rule_set (selectors) @name) @definition.rule
  (#not-match? @name "[.#][\\w-]"))
(keyframes_statement (keyframes_name) @name (_) @body) @definition.rule

((declaration (property_name) @name) @definition.variable
  (#match? @name "^--"))
((at_rule (at_keyword) @_property . (keyword_query) @name (block)? @body) @definition.variable
  (#eq? @_property "@property"))

(comment) @comment
