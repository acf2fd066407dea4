(expression . (variable_expr) (get_attr)) @attribute
