; Keys of the top two levels: deeper ones are data, and there are files with a hundred thousand of them.
(document (block_node (block_mapping
  (block_mapping_pair key: (_) @name value: (block_node)? @body) @definition.key)))
(document (block_node (block_mapping (block_mapping_pair value: (block_node (block_mapping
  (block_mapping_pair key: (_) @name value: (block_node)? @body) @definition.key))))))

(comment) @comment
