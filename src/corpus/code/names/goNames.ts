/** See `nameQueries`. */
export const goNames = `
  (identifier) @use
  (type_identifier) @use
  (selector_expression field: (field_identifier) @member)
  (call_expression function: (selector_expression field: (field_identifier) @called))
  (keyed_element . (literal_element (identifier) @skip))

  (function_declaration name: (identifier) @declare)
  (method_declaration name: (field_identifier) @declare)
  (method_elem name: (field_identifier) @declare)
  (type_spec name: (type_identifier) @declare)
  (type_alias name: (type_identifier) @declare)
  (const_spec name: (identifier) @declare)
  (var_spec name: (identifier) @declare)
  (parameter_declaration name: (identifier) @declare)
  (variadic_parameter_declaration name: (identifier) @declare)
  (type_parameter_declaration name: (identifier) @declare)
  (short_var_declaration left: (expression_list (identifier) @declare))
  (range_clause left: (expression_list (identifier) @declare))
  (receive_statement left: (expression_list (identifier) @declare))
  (type_switch_statement alias: (expression_list (identifier) @declare))
  (field_declaration name: (field_identifier) @declare)
`;

/** The universe block (https://go.dev/ref/spec#Predeclared_identifiers). */
export const goGlobals: ReadonlySet<string> = new Set(
  `any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint
  uint8 uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy delete imag len make
  max min new panic print println real recover _`.split(/\s+/),
);

/** What errors and values say of themselves. */
export const goMembers: ReadonlySet<string> = new Set(`Error String`.split(/\s+/));
