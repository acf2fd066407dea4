(create_table (object_reference schema: (_)? @owner name: (_) @name) [(column_definitions) (keyword_as)] @body) @definition.table
(create_table (object_reference schema: (_)? @owner name: (_) @name)) @definition.table
(create_view (object_reference schema: (_)? @owner name: (_) @name) (keyword_as) @body) @definition.view
(create_materialized_view (object_reference schema: (_)? @owner name: (_) @name) (keyword_as) @body) @definition.view
(create_function (object_reference schema: (_)? @owner name: (_) @name) (keyword_returns) . (_) @annotation (function_body) @body) @definition.function
(create_function (object_reference schema: (_)? @owner name: (_) @name) (function_body) @body) @definition.function
(create_procedure (object_reference schema: (_)? @owner name: (_) @name) (procedure_body) @body) @definition.procedure
(create_index column: (_) @name) @definition.index
(create_trigger (keyword_trigger) . (object_reference schema: (_)? @owner name: (_) @name)) @definition.trigger
(create_type (object_reference schema: (_)? @owner name: (_) @name) . (keyword_as) @body) @definition.type
(create_type (object_reference schema: (_)? @owner name: (_) @name)) @definition.type
(create_sequence (object_reference schema: (_)? @owner name: (_) @name)) @definition.sequence
(create_schema (identifier) @name) @definition.schema
(alter_table (object_reference name: (_) @owner) (add_column (column_definition name: (_) @name type: (_)? @annotation) @definition.field))
; Between the batches of some dialects stands `GO`, which is no column.
(column_definition name: (_) @name [type: (_) @annotation custom_type: (_) @annotation]
  (#not-eq? @name "GO") (#not-eq? @name "go")) @definition.field
(enum_elements enum_element: (_) @name @definition.enum_member)

; What another dialect made unreadable is still found by its name.
(ERROR (keyword_create) (keyword_table) . (object_reference name: (_) @name @definition.table))
(ERROR (keyword_create) (keyword_exists) . (object_reference name: (_) @name @definition.table))
(ERROR (keyword_create) (keyword_view) . (object_reference name: (_) @name @definition.view))
(ERROR (keyword_create) (keyword_function) . (object_reference name: (_) @name @definition.function))
(ERROR (keyword_create) (keyword_procedure) . (object_reference name: (_) @name @definition.procedure))
(ERROR (keyword_create) (keyword_trigger) . (object_reference name: (_) @name @definition.trigger))
(ERROR (keyword_create) (keyword_index) . (identifier) @name @definition.index)

(comment) @comment
(marginalia) @comment
