/** See `nameQueries`. */
export const rustNames = `
  (identifier) @use
  (type_identifier) @use
  (field_expression field: (field_identifier) @member)
  (call_expression function: (field_expression field: (field_identifier) @called))
  (attribute (identifier) @skip)
  (lifetime (identifier) @skip)
  (label (identifier) @skip)
  (scoped_identifier path: (identifier) @member)
  (scoped_identifier path: (scoped_identifier name: (identifier) @member))
  (use_list (identifier) @called)
  (scoped_use_list path: (identifier) @member)

  (function_item name: (identifier) @declare)
  (function_signature_item name: (identifier) @declare)
  (struct_item name: (type_identifier) @declare)
  (union_item name: (type_identifier) @declare)
  (enum_item name: (type_identifier) @declare)
  (enum_variant name: (identifier) @declare)
  (trait_item name: (type_identifier) @declare)
  (type_item name: (type_identifier) @declare)
  (associated_type name: (type_identifier) @declare)
  (const_item name: (identifier) @declare)
  (static_item name: (identifier) @declare)
  (macro_definition name: (identifier) @declare)
  (mod_item name: (identifier) @declare)
  (field_declaration name: (field_identifier) @declare)
  (type_parameters (type_parameter name: (type_identifier) @declare))
  (let_declaration pattern: (identifier) @declare)
  (let_condition pattern: (identifier) @declare)
  (for_expression pattern: (identifier) @declare)
  (parameter pattern: (identifier) @declare)
  (mut_pattern (identifier) @declare)
  (ref_pattern (identifier) @declare)
  (reference_pattern (identifier) @declare)
  (tuple_pattern (identifier) @declare)
  (slice_pattern (identifier) @declare)
  (captured_pattern (identifier) @declare)
  (tuple_struct_pattern (identifier) @declare)
  (field_pattern name: (shorthand_field_identifier) @declare)
  (field_pattern pattern: (identifier) @declare)
  (closure_parameters (identifier) @declare)
  (use_as_clause alias: (identifier) @declare)
`;

/** The prelude (https://doc.rust-lang.org/std/prelude/), the common macros, and the crates of the language. */
export const rustGlobals: ReadonlySet<string> = new Set(
  `Option Some None Result Ok Err Box String Vec ToString ToOwned Clone Copy Send Sync Sized Drop Fn FnMut FnOnce
  Iterator IntoIterator Extend DoubleEndedIterator ExactSizeIterator Default PartialEq Eq PartialOrd Ord AsRef AsMut
  Into From TryFrom TryInto FromIterator Debug Display Hash Self self super crate std core alloc drop println print
  eprintln eprint format panic assert assert_eq assert_ne debug_assert debug_assert_eq vec write writeln todo
  unimplemented unreachable matches include_str include_bytes concat stringify env cfg derive macro_rules`.split(/\s+/),
);

/** The common methods of its types. */
export const rustMembers: ReadonlySet<string> = new Set(
  `unwrap expect unwrap_or unwrap_or_else unwrap_or_default map map_err and_then or_else ok ok_or ok_or_else iter
  iter_mut into_iter collect clone to_string to_owned into from as_ref as_mut as_str push pop len is_empty insert
  get get_mut contains contains_key extend filter fold find any all next take skip zip rev enumerate is_some is_none
  is_ok is_err new default`.split(/\s+/),
);
