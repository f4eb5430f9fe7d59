/** See `nameQueries`. */
export const pythonNames = `
  (identifier) @use
  (attribute attribute: (identifier) @member)
  (call function: (attribute attribute: (identifier) @called))
  (keyword_argument name: (identifier) @skip)

  (function_definition name: (identifier) @declare)
  (class_definition name: (identifier) @declare)
  (parameters (identifier) @declare)
  (lambda_parameters (identifier) @declare)
  (default_parameter name: (identifier) @declare)
  (typed_parameter (identifier) @declare)
  (typed_default_parameter name: (identifier) @declare)
  (list_splat_pattern (identifier) @declare)
  (dictionary_splat_pattern (identifier) @declare)
  (assignment left: (identifier) @declare)
  (assignment left: (attribute attribute: (identifier) @declare))
  (pattern_list (identifier) @declare)
  (tuple_pattern (identifier) @declare)
  (list_pattern (identifier) @declare)
  (for_statement left: (identifier) @declare)
  (for_in_clause left: (identifier) @declare)
  (as_pattern_target (identifier) @declare)
  (named_expression name: (identifier) @declare)
  (aliased_import alias: (identifier) @declare)
`;

/** dir(builtins) of Python 3.12, as far as code names it. */
export const pythonGlobals: ReadonlySet<string> = new Set(
  `abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr
  dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input
  int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property
  range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip self cls
  NotImplemented Ellipsis BaseException Exception ArithmeticError AssertionError AttributeError BlockingIOError
  BrokenPipeError BufferError ConnectionError DeprecationWarning EOFError FileExistsError FileNotFoundError
  FloatingPointError FutureWarning GeneratorExit ImportError IndentationError IndexError InterruptedError
  IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
  NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
  RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration
  SyntaxError SystemError SystemExit TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
  UnicodeError UserWarning ValueError Warning ZeroDivisionError`.split(/\s+/),
);

/** The methods of its own types, and what every module and object has. */
export const pythonMembers: ReadonlySet<string> = new Set(
  `append extend insert remove pop clear index count sort reverse copy keys values items get update setdefault
  popitem add discard union intersection difference join split rsplit strip lstrip rstrip startswith endswith
  replace lower upper title encode decode find rfind isdigit isalpha splitlines read write close readline readlines
  __init__ __name__ __file__ __doc__ __class__ __dict__ __all__`.split(/\s+/),
);
