// Makes espalier-<target>.vsix: `npm run package -- --target linux-x64`. What goes in is staged in a folder of its own,
// file by file from a list, so that nothing gets in by being there.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { createVSIX } from "@vscode/vsce";
import { bundlePrograms, bundleWebviews, PROGRAMS } from "./bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const installed = join(root, "node_modules");
const cache = join(installed, ".cache", "espalier");

/** What each target is called by those who publish native files. */
export const TARGETS = {
  "linux-x64": { os: "linux", arch: "x64", llama: "linux-x64" },
  "linux-arm64": { os: "linux", arch: "arm64", llama: "linux-arm64" },
  "darwin-arm64": { os: "darwin", arch: "arm64", llama: "mac-arm64-metal" },
  "win32-x64": { os: "win32", arch: "x64", llama: "win-x64" },
  "win32-arm64": { os: "win32", arch: "arm64", llama: "win-arm64" },
};

/** The Marketplace takes more, but nobody waits for more. */
const LARGEST_BYTES = 35_000_000;

/** Returns the path of the .vsix. */
export async function packageExtension(
  target,
  { out = join(root, `espalier-${target}.vsix`), report = console.error } = {},
) {
  const platform = TARGETS[target];
  if (!platform) throw new Error(`unknown target ${target}; expected one of ${Object.keys(TARGETS).join(", ")}`);
  const stage = join(root, "dist", `stage-${target}-${process.pid}`);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  report(`Staging ${target}…`);
  stageManifest(stage);
  for (const name of ["CHANGELOG.md", "LICENSE", "package.nls.json", "media", "l10n"]) {
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(stage, name), { recursive: true, filter: isNoPicture });
  }
  stageReadme(stage);
  const outdir = join(stage, "dist");
  await bundlePrograms(PROGRAMS, { outdir, minify: true, sourcemap: false });
  await bundleWebviews({ outdir });
  // Beside the bundles, so that Node finds them from there. vsce leaves out a node_modules at the top.
  const modules = join(outdir, "node_modules");
  stageOnnxRuntime(modules, platform);
  await stageLlama(modules, platform);
  stageTreeSitter(modules);
  report("Packing…");
  await createVSIX({
    cwd: stage,
    packagePath: out,
    target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    skipLicense: true,
    useYarn: false,
  });
  const { size } = statSync(out);
  report(`${relative(process.cwd(), out)}: ${(size / 1024 / 1024).toFixed(1)} MB`);
  rmSync(stage, { recursive: true, force: true });
  if (target === "linux-x64" && size > LARGEST_BYTES) throw new Error(`${out} is larger than ${LARGEST_BYTES} bytes`);
  return out;
}

/** Pictures of the product serve those who look at its repository; who opens the README in an editor has the product. */
const isNoPicture = (path) => path !== join(root, "media", "readme");

function stageReadme(stage) {
  const text = readFileSync(join(root, "README.md"), "utf8");
  writeFileSync(join(stage, "README.md"), text.replaceAll(/<picture>.*?<\/picture>\n+/gs, ""));
}

/** Without what only a checkout needs: scripts and dependencies, which are bundled. */
function stageManifest(stage) {
  const {
    scripts,
    dependencies,
    devDependencies,
    overrides,
    bin,
    files,
    private: _private,
    ...manifest
  } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  void [scripts, dependencies, devDependencies, overrides, files];
  writeFileSync(join(stage, "package.json"), `${JSON.stringify({ ...manifest, bin }, undefined, 2)}\n`);
}

/** Its two packages without their sources, and one platform's libraries. Its own dependencies serve only its installer. */
function stageOnnxRuntime(modules, { os, arch }) {
  const native = join("bin", "napi-v6", os, arch);
  copyFiles("onnxruntime-node", modules, ["package.json", "LICENSE", "dist", native]);
  copyFiles("onnxruntime-common", modules, ["package.json", "LICENSE", join("dist", "cjs")]);
  const libraries = join(modules, "onnxruntime-node", native);
  // macOS gets the same library under two names; it is loaded by the one without the full version.
  const twice = readdirSync(libraries).filter((name) => /\.\d+\.\d+\.\d+\.dylib$/.test(name));
  for (const name of twice) rmSync(join(libraries, name));
}

/**
 * node-llama-cpp as two bundles, its library and the program with which it tries a binary, instead of the hundreds of
 * packages that it installs in order to build llama.cpp; and one platform's binaries.
 */
async function stageLlama(modules, { llama }) {
  const source = join(installed, "node-llama-cpp");
  copyFiles("node-llama-cpp", modules, [
    "package.json",
    "LICENSE",
    ...["binariesGithubRelease.json", "llama.cpp.info.json", "grammars", "package.json"].map((name) =>
      join("llama", name),
    ),
  ]);
  for (const entry of ["index.js", join("bindings", "utils", "testBindingBinary.js")]) {
    const outfile = join(modules, "node-llama-cpp", "dist", entry);
    await build({
      entryPoints: [join(source, "dist", entry)],
      outfile,
      bundle: true,
      minifySyntax: true,
      minifyWhitespace: true,
      platform: "node",
      format: "esm",
      target: "node20",
      external: ["@node-llama-cpp/*", "electron", "@reflink/reflink"],
      plugins: [keepModuleUrls(source, dirname(join(source, "dist", entry)))],
      banner: {
        js: 'import{createRequire as espalierCreateRequire}from"node:module";const require=espalierCreateRequire(import.meta.url);',
      },
      logLevel: "warning",
    });
  }
  const version = JSON.parse(readFileSync(join(source, "package.json"), "utf8")).optionalDependencies[
    `@node-llama-cpp/${llama}`
  ];
  const folder = platformPackage(`@node-llama-cpp/${llama}`, version);
  const filter = (path) => isShipped(path) && !RARE_PROCESSORS.test(path);
  cpSync(folder, join(modules, "@node-llama-cpp", llama), { recursive: true, filter });
}

/**
 * llama.cpp takes the best of the variants that a processor can run. Without these, Ice Lake and Cooper Lake take Cascade
 * Lake's (no bfloat16, no VBMI), Cannon Lake Skylake's, and processors without AVX2 (before 2013) the one that every
 * processor can run; half a megabyte each.
 */
const RARE_PROCESSORS = /ggml-cpu-(icelake|cooperlake|cannonlake|ivybridge|piledriver|sandybridge|sse42)\.(so|dll)$/;

/** Its modules find files by their own place; in a bundle each must still say where it came from. */
function keepModuleUrls(source, outputFolder) {
  return {
    name: "keep-module-urls",
    setup(build) {
      build.onLoad({ filter: /node-llama-cpp[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
        const place = relative(outputFolder, path).replaceAll("\\", "/");
        const url = `new URL(${JSON.stringify(place.startsWith(".") ? place : `./${place}`)}, import.meta.url).href`;
        return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", `(${url})`), loader: "js" };
      });
    },
  };
}

/** The parser, and the grammars that the corpus asks for. */
function stageTreeSitter(modules) {
  copyFiles("web-tree-sitter", modules, ["package.json", "LICENSE", "web-tree-sitter.js", "web-tree-sitter.wasm"]);
  const languages = readFileSync(join(root, "src", "corpus", "languages.ts"), "utf8");
  const all = readdirSync(join(installed, "@vscode", "tree-sitter-wasm", "wasm")).filter((name) =>
    name.endsWith(".wasm"),
  );
  const used = all.filter((name) => languages.includes(`"${name.replace(/^tree-sitter-|\.wasm$/g, "")}"`));
  if (used.length === 0) throw new Error("src/corpus/languages.ts names no grammar of @vscode/tree-sitter-wasm");
  copyFiles("@vscode/tree-sitter-wasm", modules, [
    "package.json",
    "LICENSE",
    ...used.map((name) => join("wasm", name)),
  ]);
}

/** The folder of a package that npm installs on one platform only: the installed one, or one fetched for the occasion. */
function platformPackage(name, version) {
  const here = join(installed, ...name.split("/"));
  if (existsSync(join(here, "bins"))) return here;
  const folder = join(cache, `${name.replace("/", "+")}-${version}`);
  if (existsSync(join(folder, "package", "package.json"))) return join(folder, "package");
  console.error(`Fetching ${name}@${version}…`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shell = process.platform === "win32";
  const [file] = JSON.parse(
    execFileSync("npm", ["pack", `${name}@${version}`, "--json", "--ignore-scripts"], {
      cwd: folder,
      shell,
      encoding: "utf8",
    }),
  );
  execFileSync("tar", ["-xzf", file.filename], { cwd: folder });
  rmSync(join(folder, file.filename));
  return join(folder, "package");
}

function copyFiles(name, modules, files) {
  for (const file of files) {
    const from = join(installed, ...name.split("/"), file);
    if (existsSync(from)) cpSync(from, join(modules, ...name.split("/"), file), { recursive: true, filter: isShipped });
    else if (file !== "LICENSE") throw new Error(`${name} has no ${file}`);
  }
}

const isShipped = (path) => !/\.(d\.[cm]?ts|map)$/.test(path);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { target: { type: "string", multiple: true }, out: { type: "string" } } });
  const targets = values.target ?? [`${process.platform}-${process.arch}`];
  for (const target of targets) await packageExtension(target, values.out === undefined ? {} : { out: values.out });
}
