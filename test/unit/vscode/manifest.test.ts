import { readdirSync, readFileSync } from "node:fs";
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
    readonly views: { readonly espalier: readonly { readonly id: string }[] };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
  };
}
const { capabilities, contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

/** What reads nothing that a stranger wrote and starts nothing. */
const HARMLESS = [
  "espalier.showLogs",
  "espalier.reportProblem",
  "espalier.openWalkthrough",
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

it("offers without a folder only what needs none", () => {
  const offered = contributes.commands.filter(
    ({ enablement = "" }) => !/\bworkspaceFolderCount > [01]\b/.test(enablement) && !IMPLIED.test(enablement),
  );
  expect(offered.map(({ command }) => command).sort()).toEqual([
    "espalier.openWalkthrough",
    "espalier.reportProblem",
    "espalier.showLogs",
  ]);
});

it("offers where no folder lies on a disk only what needs none", () => {
  expect(capabilities.virtualWorkspaces.supported).toBe("limited");
  const conditional = conditions(contributes).filter((condition) => condition.includes("workspaceFolderCount > 0"));
  expect(conditional.filter((condition) => !condition.includes("!virtualWorkspace"))).toEqual([]);
});

it("heeds no setting of an untrusted folder that names a file or a host", () => {
  expect(capabilities.untrustedWorkspaces.supported).toBe("limited");
  const named = Object.keys(contributes.configuration.properties).filter((name) =>
    /model|path|endpoint|folder/i.test(name),
  );
  expect(named.filter((name) => !capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name))).toEqual([]);
});

it("says of every setting where it holds", () => {
  const without = Object.entries(contributes.configuration.properties).filter(([, { scope }]) => scope === undefined);
  expect(without).toEqual([]);
});

it("leads through the product with commands that are there, and notices when a step is done", () => {
  const commands = new Set(contributes.commands.map(({ command }) => command));
  const views = new Set(contributes.views.espalier.map(({ id }) => id));
  const texts = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8")) as Record<string, string>;
  const [walkthrough] = contributes.walkthroughs;
  expect(walkthrough?.steps.map(({ id }) => id)).toEqual(["sources", "dataset", "tune", "compare", "ask"]);
  for (const { id, description, media, completionEvents } of walkthrough?.steps ?? []) {
    const linked = [...(texts[description.slice(1, -1)] ?? "").matchAll(/\(command:([\w.]+)\)/g)].map(
      ([, name]) => name,
    );
    expect(linked, id).not.toEqual([]);
    for (const name of [...linked, ...named(completionEvents, "onCommand:")]) {
      expect(commands.has(name ?? "") || views.has(name?.replace(/\.focus$/, "") ?? ""), name).toBe(true);
    }
    for (const view of named(completionEvents, "onView:")) expect(views).toContain(view);
    // What a theme does not colour is seen in one theme alone.
    const svg = readFileSync(join(root, media.svg), "utf8");
    expect(svg, media.svg).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(/i);
  }
});

const named = (events: readonly string[], kind: string): string[] =>
  events.filter((event) => event.startsWith(kind)).map((event) => event.slice(kind.length));

/** Conditions anywhere in the manifest: of commands, menus, keys, views. */
const conditions = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === "when" || key === "enablement") && typeof inner === "string" ? [inner] : conditions(inner),
  );
};

it("asks in its conditions for context keys that the extension sets, and for all of them", () => {
  const sources = readdirSync(join(root, "src", "vscode"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(root, "src", "vscode", name), "utf8"))
    .join("");
  const set = [...sources.matchAll(/"setContext",\s*"(espalier\.\w+)"/g)].map(([, key]) => key);
  // Ids of views and comment controllers stand to the right of an operator, or behind the key that names them.
  const asked = conditions(contributes).flatMap((condition) =>
    [...condition.matchAll(/(?<![=~] *)\bespalier\.\w+/g)].map(([key]) => key),
  );
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  asked.push(...steps.flatMap(({ completionEvents }) => named(completionEvents, "onContext:")));
  expect([...new Set(asked)].sort()).toEqual([...new Set(set)].sort());
});
