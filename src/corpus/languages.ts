import type { GrammarName, Language, ReaderName } from "../core/foundFile.ts";

/** How files are read, by their names. */

const code = (name: string, grammar: GrammarName): Language => ({ reader: "code", name, grammar });
const other = (reader: Exclude<ReaderName, "code">, name: string): Language => ({ reader, name });

const grammars: readonly (readonly [language: Language, extensions: string])[] = [
  [code("typescript", "typescript"), "ts mts cts"],
  [code("tsx", "tsx"), "tsx"],
  [code("javascript", "javascript"), "js mjs cjs"],
  // The JavaScript grammar knows JSX.
  [code("jsx", "javascript"), "jsx"],
  [code("python", "python"), "py pyi pyw"],
  [code("go", "go"), "go"],
  [code("rust", "rust"), "rs"],
  [code("java", "java"), "java"],
  // No grammar of C alone is shipped; that of C++ reads C but for a few names such as `class`. A header may be either.
  [code("c", "cpp"), "c h"],
  [code("cpp", "cpp"), "cc cpp cxx hh hpp hxx ipp"],
  [code("csharp", "c-sharp"), "cs csx"],
  [code("php", "php"), "php phtml"],
  [code("ruby", "ruby"), "rb rake gemspec"],
  [code("bash", "bash"), "sh bash"],
  [code("powershell", "powershell"), "ps1 psm1"],
  [code("css", "css"), "css"],
];

const documents: readonly (readonly [language: Language, extensions: string])[] = [
  [other("markdown", "markdown"), "md markdown mdx mkd qmd rmd"],
  [other("html", "html"), "html htm xhtml"],
  [other("notebook", "jupyter"), "ipynb"],
  [other("pdf", "text"), "pdf"],
  [other("docx", "text"), "docx"],
  [other("rst", "rst"), "rst rest"],
  [other("asciidoc", "asciidoc"), "adoc asciidoc asc"],
  [other("text", "text"), "txt text log"],
  [other("configuration", "json"), "json webmanifest"],
  [other("configuration", "jsonc"), "jsonc json5 code-workspace"],
  [other("configuration", "yaml"), "yaml yml"],
  [other("configuration", "toml"), "toml"],
  [other("configuration", "ini"), "ini cfg conf properties editorconfig env gitconfig"],
];

/** Code without a grammar here, by extension, as a Markdown fence names it. */
const plainCode =
  `kt kotlin kts kotlin swift swift scala scala sc scala lua lua sql sql r r pl perl pm perl dart dart ex elixir
  exs elixir erl erlang hs haskell clj clojure cljs clojure fs fsharp fsx fsharp ml ocaml mli ocaml zig zig nim nim
  groovy groovy gradle groovy jl julia vb vbnet f90 fortran pas pascal m objectivec mm objectivec tf hcl hcl hcl
  proto protobuf graphql graphql gql graphql vue vue svelte svelte astro astro scss scss sass sass less less
  bat bat cmd bat zsh zsh fish fish xml xml xsd xml svg xml cmake cmake mk makefile sol solidity v verilog
  vhd vhdl asm asm s asm el lisp lisp lisp scm scheme rkt racket tex latex diff diff patch diff glsl glsl wgsl wgsl
  hlsl hlsl nix nix coffee coffeescript pug pug twig twig ejs html hbs handlebars`.split(/\s+/);

const byExtension = new Map<string, Language>(
  [...grammars, ...documents].flatMap(([language, extensions]) =>
    extensions.split(" ").map((extension) => [extension, language] as const),
  ),
);
for (let i = 0; i + 1 < plainCode.length; i += 2) {
  byExtension.set(plainCode[i] ?? "", other("plain-code", plainCode[i + 1] ?? ""));
}

const byName: ReadonlyMap<string, Language> = new Map([
  ["dockerfile", other("plain-code", "dockerfile")],
  ["containerfile", other("plain-code", "dockerfile")],
  ["makefile", other("plain-code", "makefile")],
  ["gnumakefile", other("plain-code", "makefile")],
  ["justfile", other("plain-code", "makefile")],
  ["cmakelists.txt", other("plain-code", "cmake")],
  ["jenkinsfile", other("plain-code", "groovy")],
  ["gemfile", code("ruby", "ruby")],
  ["rakefile", code("ruby", "ruby")],
  ["vagrantfile", code("ruby", "ruby")],
  [".bashrc", code("bash", "bash")],
  [".profile", code("bash", "bash")],
  [".prettierrc", other("configuration", "yaml")],
  [".eslintrc", other("configuration", "jsonc")],
  [".babelrc", other("configuration", "jsonc")],
]);

/** What no reader could make text of. */
const binaryExtension = new Set(
  `png jpg jpeg gif bmp ico icns webp avif tif tiff psd ai eps heic raw mp3 mp4 m4a m4v wav ogg oga ogv flac aac avi mov
  mkv webm woff woff2 ttf otf eot zip gz tgz bz2 xz zst 7z rar tar jar war ear class pyc pyo pyd o obj a lib so dll dylib
  exe bin dat iso dmg msi deb rpm apk ipa wasm node db sqlite sqlite3 mdb parquet arrow feather npy npz pkl pickle h5 hdf5
  onnx gguf safetensors pt pth ckpt tflite doc xls xlsx ppt pptx odt ods odp epub mobi vsix nupkg whl egg pdb swf
  blend fbx glb gltf stl keystore p12 pfx der`.split(/\s+/),
);

/** The language of a file by its name; plain text where the name says nothing, which reading then shows. */
export function languageOf(path: string): Language {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return byName.get(name) ?? byExtension.get(extensionOf(name)) ?? other("text", "text");
}

/** Why a file with such a name is nobody's text; undefined where its content decides. */
export function reasonNotText(path: string): string | undefined {
  const extension = extensionOf(path.slice(path.lastIndexOf("/") + 1).toLowerCase());
  return binaryExtension.has(extension) ? `binary (.${extension})` : undefined;
}

const interpreters: ReadonlyMap<string, Language> = new Map([
  ["bash", code("bash", "bash")],
  ["sh", code("bash", "bash")],
  ["zsh", code("bash", "bash")],
  ["python", code("python", "python")],
  ["node", code("javascript", "javascript")],
  ["ruby", code("ruby", "ruby")],
  ["php", code("php", "php")],
  ["pwsh", code("powershell", "powershell")],
]);

/** As a file's first line tells that its name does not: `#!/usr/bin/env python3`. */
export function languageOfText(language: Language, text: string): Language {
  if (language.reader !== "text" || !text.startsWith("#!")) return language;
  const interpreter = /^#!.*?\b(bash|sh|zsh|python|node|ruby|php|pwsh)[\d.]*\b/.exec(text)?.[1];
  return interpreters.get(interpreter ?? "") ?? language;
}

/** The grammar for a language as notebooks and fences name it, or undefined. */
export function grammarOf(name: string): GrammarName | undefined {
  const wanted = name.toLowerCase();
  const found = grammars.find(
    ([language, extensions]) => language.name === wanted || extensions.split(" ").includes(wanted),
  );
  return found?.[0].reader === "code" ? found[0].grammar : undefined;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1);
}
