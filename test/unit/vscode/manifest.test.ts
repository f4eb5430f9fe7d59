import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
  };
}
const { capabilities, contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

/** What reads nothing that a stranger wrote and starts nothing. */
const HARMLESS = [
  "espalier.showLogs",
  "espalier.reportProblem",
  "espalier.chooseFolder",
  "espalier.source.open",
  "espalier.source.reveal",
  "espalier.source.refresh",
  "espalier.source.openRules",
];
/** Enabled only while something is on that a trusted folder alone can have. */
const IMPLIED = /\bespalier\.(?:datasetOpen|indexing)\b/;

it("offers in Restricted Mode only commands that start nothing", () => {
  const offered = contributes.commands
    .filter(({ enablement = "" }) => !/\bisWorkspaceTrusted\b/.test(enablement) && !/^espalier\.\w+$/.test(enablement))
    .filter(({ enablement = "" }) => !IMPLIED.test(enablement))
    .map(({ command }) => command);
  expect(offered.sort()).toEqual(HARMLESS.sort());
});

it("heeds no setting of an untrusted folder that names a file or a host", () => {
  expect(capabilities.untrustedWorkspaces.supported).toBe("limited");
  expect(capabilities.virtualWorkspaces.supported).toBe(false);
  const named = Object.keys(contributes.configuration.properties).filter((name) =>
    /model|path|endpoint|folder/i.test(name),
  );
  expect(named.filter((name) => !capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name))).toEqual([]);
});

it("says of every setting where it holds", () => {
  const without = Object.entries(contributes.configuration.properties).filter(([, { scope }]) => scope === undefined);
  expect(without).toEqual([]);
});
