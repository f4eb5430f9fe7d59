import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a fake pip does when it is called. */
export type PipBehaviour =
  /** Copies `wheel` into the folder that it was told. */
  | { readonly kind: "download"; readonly wheel: string }
  | { readonly kind: "fail"; readonly message: string }
  | { readonly kind: "hang" };

/**
 * Puts an executable called `name` ("python3", "pip") into `folder`, for a PATH that holds nothing else. Each call
 * adds its arguments, as a line of JSON, to `calls.jsonl` beside it, and leaves its working folder in `folder.txt`.
 */
export function installFakePip(folder: string, name: string, behaviour: PipBehaviour): void {
  const script = `#!${process.execPath}
const { appendFileSync, copyFileSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const args = process.argv.slice(2);
const behaviour = ${JSON.stringify(behaviour)};
appendFileSync(${JSON.stringify(join(folder, "calls.jsonl"))}, JSON.stringify([${JSON.stringify(name)}, ...args]) + "\\n");
writeFileSync(${JSON.stringify(join(folder, "folder.txt"))}, process.cwd());
if (behaviour.kind === "download") copyFileSync(behaviour.wheel, join(args[args.indexOf("-d") + 1], basename(behaviour.wheel)));
if (behaviour.kind === "fail") { console.error(behaviour.message); process.exitCode = 1; }
if (behaviour.kind === "hang") setInterval(() => undefined, 1000);
`;
  const path = join(folder, name);
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}
