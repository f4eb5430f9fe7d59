/** See `nameQueries`. */
export const csharpNames = `
  (identifier) @use
  (member_access_expression name: (identifier) @member)
  (invocation_expression function: (member_access_expression name: (identifier) @called))
  (using_directive (identifier) @skip)
  (using_directive (qualified_name (identifier) @skip))
  (qualified_name qualifier: (identifier) @skip)
  (namespace_declaration name: (identifier) @skip)
  (namespace_declaration name: (qualified_name (identifier) @skip))
  (file_scoped_namespace_declaration name: (qualified_name (identifier) @skip))
  (file_scoped_namespace_declaration name: (identifier) @skip)

  (class_declaration name: (identifier) @declare)
  (struct_declaration name: (identifier) @declare)
  (record_declaration name: (identifier) @declare)
  (interface_declaration name: (identifier) @declare)
  (enum_declaration name: (identifier) @declare)
  (enum_member_declaration name: (identifier) @declare)
  (delegate_declaration name: (identifier) @declare)
  (method_declaration name: (identifier) @declare)
  (constructor_declaration name: (identifier) @declare)
  (property_declaration name: (identifier) @declare)
  (local_function_statement name: (identifier) @declare)
  (variable_declarator name: (identifier) @declare)
  (parameter name: (identifier) @declare)
  (implicit_parameter) @declare
  (type_parameter name: (identifier) @declare)
  (foreach_statement left: (identifier) @declare)
  (catch_declaration name: (identifier) @declare)
  (declaration_pattern name: (identifier) @declare)
  (declaration_expression name: (identifier) @declare)
`;

/** Of System, as far as every program uses it. */
export const csharpGlobals: ReadonlySet<string> = new Set(
  `Console String Object Int32 Int64 Double Boolean DateTime TimeSpan Guid Math Convert Exception ArgumentException
  ArgumentNullException InvalidOperationException NotImplementedException NotSupportedException Task ValueTask List
  Dictionary HashSet IEnumerable IEnumerator IList ICollection IDictionary IReadOnlyList IReadOnlyCollection Func Action
  Predicate Nullable Tuple KeyValuePair StringBuilder CancellationToken IDisposable IAsyncDisposable EventArgs EventHandler
  Type Attribute Obsolete Serializable Environment nameof value var dynamic Array Lazy Random Enum`.split(/\s+/),
);

/** The methods of objects, collections and strings. */
export const csharpMembers: ReadonlySet<string> = new Set(
  `ToString Equals GetHashCode GetType Add Remove Clear Contains ContainsKey TryGetValue Count Length Select Where Any All
  First FirstOrDefault Single SingleOrDefault ToList ToArray ToDictionary OrderBy GroupBy Join Split Trim Replace Substring
  StartsWith EndsWith IndexOf Format Concat IsNullOrEmpty IsNullOrWhiteSpace WriteLine Write Append ConfigureAwait Value Key
  Keys Values Dispose Invoke`.split(/\s+/),
);
