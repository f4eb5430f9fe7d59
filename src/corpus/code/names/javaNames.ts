/** See `nameQueries`. */
export const javaNames = `
  (identifier) @use
  (type_identifier) @use
  (field_access field: (identifier) @member)
  (method_invocation name: (identifier) @called)
  (scoped_identifier (identifier) @member)
  (package_declaration (identifier) @skip)
  (element_value_pair key: (identifier) @skip)
  (labeled_statement (identifier) @skip)

  (class_declaration name: (identifier) @declare)
  (record_declaration name: (identifier) @declare)
  (interface_declaration name: (identifier) @declare)
  (annotation_type_declaration name: (identifier) @declare)
  (annotation_type_element_declaration name: (identifier) @declare)
  (enum_declaration name: (identifier) @declare)
  (enum_constant name: (identifier) @declare)
  (method_declaration name: (identifier) @declare)
  (constructor_declaration name: (identifier) @declare)
  (variable_declarator name: (identifier) @declare)
  (formal_parameter name: (identifier) @declare)
  (catch_formal_parameter name: (identifier) @declare)
  (resource name: (identifier) @declare)
  (enhanced_for_statement name: (identifier) @declare)
  (lambda_expression parameters: (identifier) @declare)
  (inferred_parameters (identifier) @declare)
  (type_parameter (type_identifier) @declare)
`;

/** java.lang and java.util, as far as every program uses them. */
export const javaGlobals: ReadonlySet<string> = new Set(
  `String Object Integer Long Double Float Boolean Character Byte Short Number Math System Exception RuntimeException
  Error Throwable IllegalArgumentException IllegalStateException NullPointerException IndexOutOfBoundsException
  UnsupportedOperationException Override Deprecated SuppressWarnings FunctionalInterface SafeVarargs Iterable
  Comparable CharSequence StringBuilder StringBuffer Thread Runnable Class Void Enum Record AutoCloseable Cloneable
  Process List Map Set Collection ArrayList HashMap HashSet LinkedList Iterator Arrays Collections Optional Objects
  Stream Collectors`.split(/\s+/),
);

/** The methods of objects, collections and strings. */
export const javaMembers: ReadonlySet<string> = new Set(
  `get put add remove size isEmpty contains containsKey equals hashCode toString length charAt substring indexOf
  split trim format valueOf println print printf out err append iterator hasNext next stream map filter collect
  forEach of asList getClass getName clone close`.split(/\s+/),
);
