/** See `nameQueries`. A bare name may be a local variable or a call; what is assigned in the file is the former. */
export const rubyNames = `
  (identifier) @use
  (constant) @use
  (call receiver: (_) method: (identifier) @called)
  (scope_resolution scope: (constant) @member)

  (method name: (identifier) @declare)
  (singleton_method name: (identifier) @declare)
  (class name: (constant) @declare)
  (module name: (constant) @declare)
  (assignment left: [(identifier) (constant)] @declare)
  (operator_assignment left: (identifier) @declare)
  (left_assignment_list (identifier) @declare)
  (method_parameters (identifier) @declare)
  (block_parameters (identifier) @declare)
  (lambda_parameters (identifier) @declare)
  (optional_parameter name: (identifier) @declare)
  (keyword_parameter name: (identifier) @declare)
  (splat_parameter name: (identifier) @declare)
  (hash_splat_parameter name: (identifier) @declare)
  (block_parameter name: (identifier) @declare)
  (exception_variable (identifier) @declare)
  (for pattern: (identifier) @declare)
`;

/** Of Kernel and Module, and the classes every program uses. */
export const rubyGlobals: ReadonlySet<string> = new Set(
  `puts print p pp require require_relative load raise loop lambda proc format sprintf rand sleep exit abort gets binding
  attr_reader attr_writer attr_accessor include extend prepend private protected public module_function alias_method
  define_method private_constant block_given? freeze new class String Array Hash Integer Float Symbol Object Class Module
  Struct Set Time Date File Dir IO Kernel Comparable Enumerable Exception StandardError ArgumentError RuntimeError
  TypeError NameError NoMethodError KeyError IndexError NotImplementedError Proc Range Regexp Rational Math ENV ARGV
  nil true false self RSpec describe context it expect eq be`.split(/\s+/),
);

/** The methods of objects, collections and strings. */
export const rubyMembers: ReadonlySet<string> = new Set(
  `new each each_with_index each_with_object map flat_map select reject find detect reduce inject sort sort_by group_by
  first last size length count empty? any? all? none? include? nil? is_a? respond_to? key? keys values merge fetch dig
  push pop shift unshift join split strip sub gsub to_s to_i to_f to_sym to_a to_h inspect freeze dup call class send
  start_with? end_with? match? upcase downcase compact uniq zip max min sum tap then to not_to`.split(/\s+/),
);
