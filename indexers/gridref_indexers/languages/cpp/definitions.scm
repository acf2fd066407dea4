; How deep a name lies in its declarator has no bound in the grammar: the depths that code in fact uses are written out.

; `class API Name : Base {` with a macro that the parser takes for the name of the class.
(function_definition
  type: (class_specifier !body)
  . (ERROR (identifier) @name)
  declarator: (identifier)
  body: (compound_statement) @body) @definition.class
(function_definition
  type: (struct_specifier !body)
  . (ERROR (identifier) @name)
  declarator: (identifier)
  body: (compound_statement) @body) @definition.struct
(function_definition type: (class_specifier !body) . declarator: (identifier) @name body: (compound_statement) @body) @definition.class
(function_definition type: (struct_specifier !body) . declarator: (identifier) @name body: (compound_statement) @body) @definition.struct
(function_definition
  type: (class_specifier !body)
  declarator: (identifier)
  body: (compound_statement (declaration declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (reference_declarator (function_declarator declarator: (identifier) @name))
    (init_declarator declarator: (function_declarator declarator: (identifier) @name))]) @definition.method))
(function_definition
  type: (class_specifier !body)
  declarator: (identifier)
  body: (compound_statement (labeled_statement (declaration declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (reference_declarator (function_declarator declarator: (identifier) @name))
    (init_declarator declarator: (function_declarator declarator: (identifier) @name))]) @definition.method)))
(function_definition
  type: (struct_specifier !body)
  declarator: (identifier)
  body: (compound_statement (declaration declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (reference_declarator (function_declarator declarator: (identifier) @name))
    (init_declarator declarator: (function_declarator declarator: (identifier) @name))]) @definition.method))
(function_definition
  type: (struct_specifier !body)
  declarator: (identifier)
  body: (compound_statement (labeled_statement (declaration declarator: [
    (function_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (reference_declarator (function_declarator declarator: (identifier) @name))
    (init_declarator declarator: (function_declarator declarator: (identifier) @name))]) @definition.method)))

; Annotations as `void f() const LOCKS(mutex) {` are macros too: the last name is theirs.
(field_declaration
  type: (_) @annotation
  . (ERROR (function_declarator declarator: (field_identifier) @name))
  . declarator: (function_declarator)) @definition.method
(field_declaration type: (_) @annotation . (ERROR (identifier) @name) . declarator: (function_declarator)) @definition.field
(function_definition
  type: (_) @annotation
  . (ERROR (function_declarator declarator: (_) @name))
  . declarator: (function_declarator)
  body: (_) @body) @definition.function

; Constructors have no type; neither have the macros of test libraries, `TEST(Suite, Name) {`.
(field_declaration_list
  (function_definition !type
    declarator: (function_declarator declarator: (identifier) @name)
    . [(field_initializer_list) @body (compound_statement) @body (try_statement) @body (default_method_clause) (delete_method_clause)]) @definition.constructor
  (#not-match? @name "^[A-Z0-9]*_[A-Z0-9_]*$"))
(template_declaration
  (function_definition !type
    declarator: (function_declarator declarator: (identifier) @name)
    . [(field_initializer_list) @body (compound_statement) @body (try_statement) @body (default_method_clause) (delete_method_clause)]) @definition.constructor
  (#not-match? @name "^[A-Z0-9]*_[A-Z0-9_]*$"))
(preproc_ifdef
  (function_definition !type
    declarator: (function_declarator declarator: (identifier) @name)
    . [(field_initializer_list) @body (compound_statement) @body (try_statement) @body (default_method_clause) (delete_method_clause)]) @definition.constructor
  (#not-match? @name "^[A-Z0-9]*_[A-Z0-9_]*$"))
(preproc_if
  (function_definition !type
    declarator: (function_declarator declarator: (identifier) @name)
    . [(field_initializer_list) @body (compound_statement) @body (try_statement) @body (default_method_clause) (delete_method_clause)]) @definition.constructor
  (#not-match? @name "^[A-Z0-9]*_[A-Z0-9_]*$"))
(
  (declaration !type declarator: (function_declarator declarator: (identifier) @name)) @definition.constructor
  (#not-match? @name "^[A-Z0-9]*_[A-Z0-9_]*$"))
(function_definition !type
  declarator: (function_declarator declarator: [
    (qualified_identifier scope: (_) @owner name: (identifier) @name)
    (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))])
  . [(field_initializer_list) @body (compound_statement) @body (try_statement) @body (default_method_clause) (delete_method_clause)]) @definition.constructor
(translation_unit (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list . (parameter_declaration type: (type_identifier) @name !declarator) .))
  body: (_) @body) @definition.function)
(translation_unit (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @owner !declarator)
      . (parameter_declaration type: (type_identifier) @name !declarator)
      .))
  body: (_) @body) @definition.function)
(declaration_list (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list . (parameter_declaration type: (type_identifier) @name !declarator) .))
  body: (_) @body) @definition.function)
(declaration_list (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @owner !declarator)
      . (parameter_declaration type: (type_identifier) @name !declarator)
      .))
  body: (_) @body) @definition.function)
(preproc_if (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list . (parameter_declaration type: (type_identifier) @name !declarator) .))
  body: (_) @body) @definition.function)
(preproc_if (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @owner !declarator)
      . (parameter_declaration type: (type_identifier) @name !declarator)
      .))
  body: (_) @body) @definition.function)
(preproc_ifdef (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list . (parameter_declaration type: (type_identifier) @name !declarator) .))
  body: (_) @body) @definition.function)
(preproc_ifdef (function_definition !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @owner !declarator)
      . (parameter_declaration type: (type_identifier) @name !declarator)
      .))
  body: (_) @body) @definition.function)

(function_definition !type declarator: (function_declarator declarator: (destructor_name) @name) body: (_)? @body) @definition.method
(declaration !type declarator: (function_declarator declarator: (destructor_name) @name)) @definition.method
(function_definition !type
  declarator: (function_declarator declarator: [
    (qualified_identifier scope: (_) @owner name: (destructor_name) @name)
    (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (destructor_name) @name))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (destructor_name) @name)))])
  body: (_)? @body) @definition.method
(function_definition declarator: (operator_cast "operator" @name type: (_) @name @annotation) body: (_)? @body) @definition.method
(declaration declarator: (operator_cast "operator" @name type: (_) @name @annotation)) @definition.method
(function_definition
  declarator: [
    (qualified_identifier scope: (_) @owner name: (operator_cast "operator" @name type: (_) @name @annotation))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: (operator_cast "operator" @name type: (_) @name @annotation)))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (operator_cast "operator" @name type: (_) @name @annotation))))]
  body: (_)? @body) @definition.method

; Members that are defined out of their class.
(function_definition
  type: (placeholder_type_specifier)
  declarator: (function_declarator
    declarator: [
      (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)]))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier
          scope: (_) @owner
          name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])))]
    (trailing_return_type (type_descriptor type: (_) @annotation)))
  body: (_)? @body) @definition.function
(function_definition
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)]))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier
          scope: (_) @owner
          name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])))])
    (pointer_declarator declarator: (function_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)]))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier
          scope: (_) @owner
          name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])))]))
    (reference_declarator (function_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)]))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier
          scope: (_) @owner
          name: (qualified_identifier scope: (_) @owner name: [(identifier) @name (operator_name) @name (template_function name: (identifier) @name)])))]))]
  body: (_)? @body) @definition.function
(declaration
  type: (_) @annotation
  declarator: [
    [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))]
    (pointer_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))])
    (array_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))])
    (pointer_declarator declarator: (array_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))]))
    (init_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))])
    (init_declarator declarator: (pointer_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))]))
    (init_declarator declarator: (array_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))]))
    (init_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: [
      (qualified_identifier scope: (_) @owner name: (identifier) @name)
      (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name))
      (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (identifier) @name)))])))]) @definition.variable

; `API int f(void)`: the parser takes an unknown macro for the type, and the type for an error.
(function_definition
  type: (type_identifier)
  . (type_qualifier)?
  . (ERROR (identifier) @annotation)
  . declarator: [
    (function_declarator declarator: [(identifier) (field_identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (field_identifier) (operator_name)] @name))]
  body: (_)? @body) @definition.function
(function_definition
  type: (placeholder_type_specifier)
  declarator: (function_declarator
    declarator: [(identifier) (field_identifier) (operator_name)] @name
    (trailing_return_type (type_descriptor type: (_) @annotation)))
  body: (_)? @body) @definition.function
(function_definition
  type: (_) @annotation
  . [(type_qualifier) (ms_call_modifier)]?
  . declarator: [
    (function_declarator declarator: [(identifier) @name (field_identifier) @name (operator_name) @name (template_function name: (identifier) @name)])
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) @name (field_identifier) @name (operator_name) @name (template_function name: (identifier) @name)]))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) @name (field_identifier) @name (operator_name) @name (template_function name: (identifier) @name)])))
    (reference_declarator (function_declarator declarator: [(identifier) @name (field_identifier) @name (operator_name) @name (template_function name: (identifier) @name)]))
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))]
  body: (_)? @body) @definition.function

(field_declaration
  type: (placeholder_type_specifier)
  declarator: (function_declarator
    declarator: [(field_identifier) (operator_name)] @name
    (trailing_return_type (type_descriptor type: (_) @annotation)))) @definition.method
(field_declaration
  type: (_) @annotation
  . (type_qualifier)?
  . declarator: [
    (function_declarator declarator: [(field_identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(field_identifier) (operator_name)] @name))]) @definition.method

; Where a prototype stands tells it from a local object that is built from a name: `T x(y);`.
(declaration
  type: (type_identifier)
  . (type_qualifier)?
  . (ERROR (identifier) @annotation)
  . declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function
(declaration
  type: (type_identifier)
  . (type_qualifier)?
  . (ERROR (identifier) @annotation)
  . declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function
(declaration
  type: (placeholder_type_specifier)
  declarator: (function_declarator declarator: [(identifier) (operator_name)] @name (trailing_return_type (type_descriptor type: (_) @annotation)))) @definition.function
(translation_unit (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(preproc_ifdef (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(preproc_if (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(preproc_elif (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(preproc_else (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(declaration_list (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(linkage_specification (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(template_declaration (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)
(ERROR (declaration
  type: (_) @annotation
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: [(identifier) (operator_name)] @name))]) @definition.function)

; Of what brings its own struct with a name, only the declarator: the struct stands beside it.
(field_declaration
  type: [
    (struct_specifier name: (_) @annotation body: (_)) (class_specifier name: (_) @annotation body: (_))
    (union_specifier name: (_) @annotation body: (_)) (enum_specifier name: (_) @annotation body: (_))]
  declarator: [
    (field_identifier) @name @definition.field
    (pointer_declarator declarator: (field_identifier) @name) @definition.field
    (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name)) @definition.field
    (array_declarator declarator: (field_identifier) @name) @definition.field])
(field_declaration
  type: [(struct_specifier !name body: (_) @body) (union_specifier !name body: (_) @body) (enum_specifier !name body: (_) @body)]
  declarator: [
    (field_identifier) @name (pointer_declarator declarator: (field_identifier) @name)
    (array_declarator declarator: (field_identifier) @name)]) @definition.field
(field_declaration
  type: (_) @annotation
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: (field_identifier) @name)
    (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name)))
    (array_declarator declarator: (field_identifier) @name)
    (array_declarator declarator: (array_declarator declarator: (field_identifier) @name))
    (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name))))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name))))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))))))
    (reference_declarator (field_identifier) @name)]) @definition.field

(template_declaration (_) @inner .) @outer
(class_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(class_specifier name: (template_type name: (_) @name) body: (_) @body) @definition.class
(class_specifier
  name: [
    (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)])
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)]))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)])))]
  body: (_) @body) @definition.class
(struct_specifier name: (template_type name: (_) @name) body: (_) @body) @definition.struct
(struct_specifier
  name: [
    (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)])
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)]))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)])))]
  body: (_) @body) @definition.struct
(union_specifier name: (template_type name: (_) @name) body: (_) @body) @definition.union
(union_specifier
  name: [
    (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)])
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)]))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier
        scope: (_) @owner
        name: (qualified_identifier scope: (_) @owner name: [(type_identifier) @name (template_type name: (_) @name)])))]
  body: (_) @body) @definition.union
(enum_specifier
  name: [
    (qualified_identifier scope: (_) @owner name: (type_identifier) @name)
    (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (type_identifier) @name))
    (qualified_identifier
      scope: (_) @owner
      name: (qualified_identifier scope: (_) @owner name: (qualified_identifier scope: (_) @owner name: (type_identifier) @name)))]
  body: (_) @body) @definition.enum
(alias_declaration name: (_) @name type: (_) @annotation) @definition.type
(concept_definition name: (_) @name) @definition.type
(namespace_alias_definition name: (_) @name) @definition.namespace
(namespace_definition name: (_) @name body: (_) @body) @scope.namespace
(type_definition
  type: [
    (type_identifier) @annotation (qualified_identifier) @annotation (template_type) @annotation (dependent_type) @annotation
    (primitive_type) @annotation (sized_type_specifier) @annotation (placeholder_type_specifier) (decltype)
    (struct_specifier name: (_) @annotation !body) (class_specifier name: (_) @annotation !body)
    (union_specifier name: (_) @annotation !body) (enum_specifier name: (_) @annotation !body)]
  declarator: [
    (type_identifier) @name
    (primitive_type) @name
    (pointer_declarator declarator: (type_identifier) @name)
    (pointer_declarator declarator: (pointer_declarator declarator: (type_identifier) @name))
    (array_declarator declarator: (type_identifier) @name)
    (array_declarator declarator: (array_declarator declarator: (type_identifier) @name))
    (function_declarator declarator: (type_identifier) @name)
    (function_declarator declarator: (parenthesized_declarator (type_identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))
    (pointer_declarator declarator: (function_declarator declarator: (type_identifier) @name))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (type_identifier) @name)))
    (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name))))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name))))))]) @definition.type

; Members of a class that are `static` are exported, unlike functions that are.
(field_declaration
  (storage_class_specifier)
  declarator: [
    (field_identifier) @exported
    (pointer_declarator declarator: (field_identifier) @exported)
    (array_declarator declarator: (field_identifier) @exported)
    (function_declarator declarator: (field_identifier) @exported)
    (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @exported))
    (reference_declarator (function_declarator declarator: (field_identifier) @exported))])
(field_declaration_list (function_definition
  (storage_class_specifier)
  declarator: [
    (function_declarator declarator: (field_identifier) @exported)
    (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @exported))
    (reference_declarator (function_declarator declarator: (field_identifier) @exported))]))
(field_declaration_list (template_declaration (function_definition
  (storage_class_specifier)
  declarator: [
    (function_declarator declarator: (identifier) @exported)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @exported))
    (reference_declarator (function_declarator declarator: (identifier) @exported))])))
(field_declaration_list (template_declaration (declaration
  (storage_class_specifier)
  declarator: [
    (function_declarator declarator: (identifier) @exported)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @exported))
    (reference_declarator (function_declarator declarator: (identifier) @exported))])))
