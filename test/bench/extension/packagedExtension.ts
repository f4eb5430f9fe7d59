import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { installExtension } from "../../support/vscodeHost/server.ts";

export interface PackagedExtension {
  /** A server's folder of extensions, with this one in it. */
  readonly extensionsDir: string;
  /** Where its files lie, as an editor unpacks them. */
  readonly folder: string;
}

/** The extension as people get it: what is measured is minified, and without maps of its sources. */
export function packagedExtension(base: string): PackagedExtension {
  const vsix = join(base, "espalier.vsix");
  const script = join(repositoryRoot(), "scripts", "package.mjs");
  const target = `${process.platform}-${process.arch}`;
  execFileSync(process.execPath, [script, "--target", target, "--out", vsix], { stdio: "ignore" });
  installExtension(base, vsix);
  const extensionsDir = join(base, "extensions");
  const name = readdirSync(extensionsDir).find((each) => each.startsWith("espalier.espalier"));
  if (name === undefined) throw new Error(`the extension was not installed in ${extensionsDir}`);
  return { extensionsDir, folder: join(extensionsDir, name) };
}
