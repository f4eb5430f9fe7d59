/** See `nameQueries`. */
const javascript = `
  (identifier) @use
  (shorthand_property_identifier) @use
  (member_expression property: (property_identifier) @member)
  (call_expression function: (member_expression property: (property_identifier) @called))
  (new_expression constructor: (member_expression property: (property_identifier) @called))

  (function_declaration name: (identifier) @declare)
  (generator_function_declaration name: (identifier) @declare)
  (function_expression name: (identifier) @declare)
  (variable_declarator name: (identifier) @declare)
  (object_pattern (shorthand_property_identifier_pattern) @declare)
  (object_assignment_pattern left: (shorthand_property_identifier_pattern) @declare)
  (pair_pattern value: (identifier) @declare)
  (array_pattern (identifier) @declare)
  (assignment_pattern left: (identifier) @declare)
  (rest_pattern (identifier) @declare)
  (arrow_function parameter: (identifier) @declare)
  (catch_clause parameter: (identifier) @declare)
  (for_in_statement left: (identifier) @declare)
  (import_specifier alias: (identifier) @declare)
  (namespace_import (identifier) @declare)
  (method_definition name: (property_identifier) @declare)
`;

/** In type-aware grammars names of types and parameters stand in nodes of their own. */
const types = `
  (type_identifier) @use
  (class_declaration name: (type_identifier) @declare)
  (abstract_class_declaration name: (type_identifier) @declare)
  (class name: (type_identifier) @declare)
  (interface_declaration name: (type_identifier) @declare)
  (type_alias_declaration name: (type_identifier) @declare)
  (enum_declaration name: (identifier) @declare)
  (type_parameter name: (type_identifier) @declare)
  (infer_type (type_identifier) @declare)
  (mapped_type_clause name: (type_identifier) @declare)
  (required_parameter pattern: (identifier) @declare)
  (optional_parameter pattern: (identifier) @declare)
  (required_parameter pattern: (rest_pattern (identifier) @declare))
  (type_predicate name: (identifier) @declare)
  (method_signature name: (property_identifier) @declare)
  (abstract_method_signature name: (property_identifier) @declare)
  (function_signature name: (identifier) @declare)
  (public_field_definition name: (property_identifier) @declare)
  (property_signature name: (property_identifier) @declare)
  (internal_module name: (identifier) @declare)
  (index_signature name: (identifier) @declare)
`;

/** Lower-case elements are the platform's, not the project's. */
const elements = `
  ((jsx_opening_element name: (identifier) @skip) (#match? @skip "^[a-z]"))
  ((jsx_closing_element name: (identifier) @skip) (#match? @skip "^[a-z]"))
  ((jsx_self_closing_element name: (identifier) @skip) (#match? @skip "^[a-z]"))
`;

export const javascriptNames = `${javascript}${elements}
  (class_declaration name: (identifier) @declare)
  (class name: (identifier) @declare)
  (formal_parameters (identifier) @declare)
  (field_definition property: (property_identifier) @declare)
`;
export const typescriptNames = javascript + types;
export const tsxNames = javascript + types + elements;

/** What stands without a dot: of this runtime, and what only types or browsers have. */
export const javascriptGlobals: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ..."require module exports arguments undefined document window self navigator location history alert".split(" "),
  ..."Partial Required Readonly Record Pick Omit Exclude Extract NonNullable Parameters ReturnType Awaited".split(" "),
  ..."InstanceType ConstructorParameters ThisType Uppercase Lowercase Capitalize Uncapitalize NoInfer".split(" "),
  ..."ReadonlyArray ReadonlyMap ReadonlySet ArrayLike PromiseLike Iterable Iterator IterableIterator".split(" "),
  ..."AsyncIterable AsyncIterator AsyncGenerator Generator PropertyKey NodeJS Disposable AsyncDisposable".split(" "),
  ..."HTMLElement Element Node NodeList Document Window EventListener".split(" "),
]);

const holders: readonly object[] = [
  ...[Object, Array, String, Number, Promise, Symbol, Date, Math, JSON, Reflect, ArrayBuffer, Uint8Array],
  ...[Array, String, Number, Map, Set, Promise, RegExp, Date, Function, Object, Symbol, Uint8Array, Error].map(
    (constructor) => constructor.prototype as object,
  ),
  console,
  process,
];
/** What values of the language's own types can be asked for, and elements of a page. */
export const javascriptMembers: ReadonlySet<string> = new Set([
  ...holders.flatMap((holder) => Object.getOwnPropertyNames(holder)),
  ..."addEventListener removeEventListener querySelector querySelectorAll getElementById createElement".split(" "),
  ..."appendChild next return throw".split(" "),
]);
