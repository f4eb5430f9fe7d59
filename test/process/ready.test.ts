import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Runs the script in a Node that says it is `version`; it must refuse before it touches anything. */
function runReadyAs(version: string) {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const script = resolve(root, "scripts/ready.mjs");
  return spawnSync(process.execPath, ["--import", preload, script], { cwd: root, encoding: "utf8" });
}

describe("getting ready", () => {
  it.each(["20.18.3", "18.20.0"])("refuses Node %s with the version it needs", (version) => {
    const { status, stderr } = runReadyAs(version);
    expect(status).toBe(1);
    expect(stderr).toBe(`Espalier needs Node 20.19 or newer; this is Node ${version}.\n`);
  });

  it("comes first in every command that the README names for a clone", () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const readme = readFileSync(resolve(root, "README.md"), "utf8");
    const named = [...readme.matchAll(/`?npm (?:run )?([a-z:]+)(?= -- | {2}|`)/g)].map(([, name = ""]) => name);
    const scriptsNamed = [...new Set(named)].filter((name) => name in scripts);
    expect(scriptsNamed).toEqual(expect.arrayContaining(["demo", "test", "package", "build"]));
    for (const name of scriptsNamed) expect(scripts[name]).toMatch(/^node scripts\/ready\.mjs/);
  });

  it("needs the version that the package and the README name", () => {
    const { engines } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { engines: unknown };
    expect(engines).toMatchObject({ node: ">=20.19.0" });
    expect(readFileSync(resolve(root, "README.md"), "utf8")).toContain("Node 20.19 or newer");
  });
});
