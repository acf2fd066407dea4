(table . (_) @name . (_) @body) @definition.table
(table . (_) @name) @definition.table
(table_array_element . (_) @name . (_) @body) @definition.table
(table_array_element . (_) @name) @definition.table
(document (pair . (_) @name) @definition.key)
(table (pair . (_) @name) @definition.key)
(table_array_element (pair . (_) @name) @definition.key)

(comment) @comment
