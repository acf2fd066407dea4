; Two levels of keys: below them are data.
(document (object (pair key: (string (string_content) @name) value: [(array) (object)]? @body) @definition.key))
(document (object (pair value: (object (pair key: (string (string_content) @name) value: [(array) (object)]? @body) @definition.key))))

(comment) @comment
