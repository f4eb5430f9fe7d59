/** See `nameQueries`. Of both C and C++. */
export const cppNames = `
  (identifier) @use
  (type_identifier) @use
  (field_expression field: (field_identifier) @member)
  (call_expression function: (field_expression field: (field_identifier) @called))

  (function_declarator declarator: [(identifier) (field_identifier)] @declare)
  (function_declarator declarator: (qualified_identifier name: (identifier) @declare))
  (init_declarator declarator: (identifier) @declare)
  (declaration declarator: (identifier) @declare)
  (parameter_declaration declarator: (identifier) @declare)
  (optional_parameter_declaration declarator: (identifier) @declare)
  (pointer_declarator declarator: [(identifier) (field_identifier)] @declare)
  (reference_declarator [(identifier) (field_identifier)] @declare)
  (array_declarator declarator: [(identifier) (field_identifier)] @declare)
  (structured_binding_declarator (identifier) @declare)
  (for_range_loop declarator: (identifier) @declare)
  (field_declaration declarator: (field_identifier) @declare)
  (class_specifier name: (type_identifier) @declare body: (_))
  (struct_specifier name: (type_identifier) @declare body: (_))
  (union_specifier name: (type_identifier) @declare body: (_))
  (enum_specifier name: (type_identifier) @declare body: (_))
  (enumerator name: (identifier) @declare)
  (type_definition declarator: (type_identifier) @declare)
  (alias_declaration name: (type_identifier) @declare)
  (type_parameter_declaration (type_identifier) @declare)
  (preproc_def name: (identifier) @declare)
  (preproc_function_def name: (identifier) @declare)
  (preproc_params (identifier) @declare)
`;

/** The C standard library as far as every program uses it, and the names of the C++ one that stand behind `std::`. */
export const cppGlobals: ReadonlySet<string> = new Set(
  `NULL nullptr true false stdin stdout stderr errno EOF size_t ssize_t ptrdiff_t intptr_t uintptr_t int8_t int16_t
  int32_t int64_t uint8_t uint16_t uint32_t uint64_t wchar_t va_list FILE bool printf fprintf sprintf snprintf puts
  putchar scanf malloc calloc realloc free memcpy memmove memset memcmp strlen strcpy strncpy strcmp strncmp strcat
  strchr strstr strdup fopen fclose fread fwrite fgets fputs exit abort assert sizeof offsetof va_start va_end
  va_arg defined __FILE__ __LINE__ __func__ __cplusplus std string vector map set unordered_map unordered_set pair
  tuple optional variant unique_ptr shared_ptr make_unique make_shared move forward cout cerr cin endl`.split(/\s+/),
);

/** The methods of its containers and streams. */
export const cppMembers: ReadonlySet<string> = new Set(
  `begin end size empty push_back emplace_back pop_back insert erase find at front back clear data c_str get reset
  swap first second ostream istream function string_view array`.split(/\s+/),
);
