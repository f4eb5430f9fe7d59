/** See `nameQueries`. */
export const phpNames = `
  (name) @use
  (variable_name (name) @skip)
  (namespace_name (name) @skip)
  (member_call_expression name: (name) @called)
  (nullsafe_member_call_expression name: (name) @called)
  (scoped_call_expression name: (name) @called)
  (member_access_expression name: (name) @member)

  (class_declaration name: (name) @declare)
  (interface_declaration name: (name) @declare)
  (trait_declaration name: (name) @declare)
  (enum_declaration name: (name) @declare)
  (enum_case name: (name) @declare)
  (function_definition name: (name) @declare)
  (method_declaration name: (name) @declare)
  (const_element (name) @declare)
  (named_label_statement (name) @skip)
`;

/** Functions and classes of the language that every program uses. */
export const phpGlobals: ReadonlySet<string> = new Set(
  `array_map array_filter array_merge array_keys array_values array_push array_pop array_shift array_slice array_key_exists
  in_array count implode explode str_replace strlen strpos substr trim sprintf printf print_r var_dump json_encode
  json_decode is_array is_string is_int is_null is_callable isset empty unset define defined class_exists method_exists
  function_exists file_get_contents file_put_contents file_exists preg_match preg_replace strtolower strtoupper ucfirst
  intval max min abs round floor ceil date time sort usort ksort compact extract self parent static Exception
  RuntimeException InvalidArgumentException LogicException Throwable Closure Iterator IteratorAggregate ArrayAccess
  Countable Traversable Generator JsonSerializable DateTime DateTimeImmutable stdClass PHP_EOL DIRECTORY_SEPARATOR true
  false null`.split(/\s+/),
);

/** What every class may have. */
export const phpMembers: ReadonlySet<string> = new Set("__construct getMessage getCode getPrevious format".split(" "));
