import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { packageExtension, TARGETS } from "../../scripts/package.mjs";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { unpackedZip } from "../support/unpackedZip.ts";

const root = repositoryRoot();
const installed = join(root, "node_modules");
/** The one whose native files npm has installed here. */
const target = `${process.platform}-${process.arch}`;

/** For which machine a file of native code is, by its header; undefined for any other file. */
function machineOf(content: Buffer): string | undefined {
  const architectures: Readonly<Record<number, string>> = {
    0x3e: "x64",
    0xb7: "arm64",
    0x8664: "x64",
    0xaa64: "arm64",
  };
  if (content.length < 64) return undefined;
  const magic = content.readUInt32BE(0);
  // ELF: its class and byte order, then what it is, then the machine.
  if (magic === 0x7f454c46) return `linux-${architectures[content.readUInt16LE(18)] ?? "other"}`;
  // Mach-O of 64 bits, least significant byte first; several machines in one file.
  if (magic === 0xcffaedfe) return `darwin-${content.readUInt32LE(4) === 0x0100000c ? "arm64" : "other"}`;
  if (magic === 0xcafebabe) return "darwin-several";
  // MZ, and where it says, PE.
  const header = content.readUInt32LE(0x3c);
  if (content.readUInt16BE(0) !== 0x4d5a || header + 6 > content.length) return undefined;
  if (content.toString("latin1", header, header + 2) !== "PE") return undefined;
  return `win32-${architectures[content.readUInt16LE(header + 4)] ?? "other"}`;
}

describe("the package of this platform", { timeout: 300_000 }, () => {
  it.skipIf(TARGETS[target] === undefined)(
    "holds what is listed and nothing else, native code for this platform alone, and what a marketplace asks for",
    async () => {
      const path = join(temporaryFolder(), "espalier.vsix");
      const stages = () =>
        readdirSync(join(root, "dist")).filter((name) => name.startsWith(`stage-${target}-${process.pid}`));
      onTestFinished(() => expect(stages()).toEqual([]));
      await packageExtension(target, { out: path, report: () => undefined });
      // So much nobody minds to wait for.
      expect(statSync(path).size).toBeLessThan(35_000_000);
      const files = await unpackedZip(path);
      const names = [...files.keys()];

      const top = new Set(
        names.map((name) =>
          name
            .split("/")
            .slice(0, name.startsWith("extension/") ? 2 : 1)
            .join("/"),
        ),
      );
      const documents = ["package.json", "package.nls.json", "readme.md", "changelog.md", "LICENSE.txt"];
      const folders = ["dist", "media", ...(existsSync(join(root, "l10n")) ? ["l10n"] : [])];
      expect([...top].map((name) => name.toLowerCase()).sort()).toEqual(
        [
          "[Content_Types].xml",
          "extension.vsixmanifest",
          ...[...documents, ...folders].map((name) => `extension/${name}`),
        ]
          .map((name) => name.toLowerCase())
          .sort(),
      );
      // Neither sources nor tests, nor what only a checkout has use for.
      expect(names.filter((name) => /\.(ts|map|gguf|vsix|whl|lock)$|\/(test|bench|fixtures)\//.test(name))).toEqual([]);
      expect(names.filter((name) => /dist\/(bench\w*|host\w*|prepare\w*)\.c?js$/.test(name))).toEqual([]);
      expect(names.filter((name) => /(^|\/)\.(?!vsixmanifest)/.test(name))).toEqual([]);
      const packages = names.flatMap((name) => /dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []);
      expect([...new Set(packages)].sort()).toEqual(
        [
          "@node-llama-cpp/" + TARGETS[target]?.llama,
          "@vscode/tree-sitter-wasm",
          "node-llama-cpp",
          "onnxruntime-common",
        ]
          .concat("onnxruntime-node", "web-tree-sitter")
          .sort(),
      );

      const native = names.flatMap((name) => {
        const machine = machineOf(files.get(name) ?? Buffer.alloc(0));
        return machine === undefined ? [] : [{ name, machine }];
      });
      expect(native.filter(({ machine }) => machine !== target)).toEqual([]);
      expect(native.filter(({ name }) => !/node_modules\/(onnxruntime-node|@node-llama-cpp)\//.test(name))).toEqual([]);
      expect(names.filter((name) => /\.(node|dll|dylib|exe)$|\.so(\.\d+)*$/.test(name)).length).toBe(native.length);
      // Both load as Node's own modules.
      for (const library of [/onnxruntime_binding\.node$/, /llama-addon\.node$/])
        expect(native.filter(({ name }) => library.test(name))).toHaveLength(1);

      const text = (name: string) => (files.get(`extension/${name}`) ?? Buffer.alloc(0)).toString("utf8");
      const manifest = JSON.parse(text("package.json")) as Record<string, unknown> & {
        readonly keywords: readonly string[];
        readonly icon: string;
        readonly main: string;
        readonly activationEvents: readonly string[];
      };
      for (const name of ["private", "scripts", "dependencies", "devDependencies", "overrides", "enabledApiProposals"])
        expect(Object.keys(manifest)).not.toContain(name);
      expect(manifest).toMatchObject({ name: "espalier", publisher: "espalier", license: "Apache-2.0" });
      expect(manifest.keywords.length).toBeLessThanOrEqual(30);
      expect(manifest.activationEvents).not.toContain("*");
      expect(names).toContain(join("extension", manifest.main));
      const icon = files.get(`extension/${manifest.icon}`) ?? Buffer.alloc(24);
      expect(icon.toString("latin1", 1, 4)).toBe("PNG");
      expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([
        expect.toSatisfy((width: number) => width >= 128),
        expect.toSatisfy((height: number) => height >= 128),
      ]);
      expect((files.get("extension.vsixmanifest") ?? "").toString()).toContain(`TargetPlatform="${target}"`);
      // Drawings that may hold scripts, and pictures that would have to be fetched, are refused.
      for (const document of names.filter((name) => /^extension\/[^/]+\.md$/i.test(name))) {
        const pictures = [
          ...text(document.slice("extension/".length)).matchAll(/!\[[^\]]*\]\(([^)]+)\)|<img[^>]+src="([^"]+)"/g),
        ];
        expect(
          pictures.map(([whole]) => whole),
          document,
        ).toEqual([]);
      }
    },
  );
});

it("knows the native packages of all five platforms, and refuses any other", async () => {
  expect(Object.keys(TARGETS)).toEqual(["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"]);
  const { optionalDependencies } = JSON.parse(
    readFileSync(join(installed, "node-llama-cpp", "package.json"), "utf8"),
  ) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  for (const { os, arch, llama } of Object.values(TARGETS)) {
    const natives = readdirSync(join(installed, "onnxruntime-node", "bin", "napi-v6", os, arch));
    expect(natives, `${os} ${arch}`).toContain("onnxruntime_binding.node");
    expect(optionalDependencies[`@node-llama-cpp/${llama}`], llama).toMatch(/^\d/);
  }
  await expect(packageExtension("solaris-sparc", { report: () => undefined })).rejects.toThrow(
    "unknown target solaris-sparc; expected one of linux-x64",
  );
});
