import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changeCatalogue, noteRevision, readCatalogue } from "../../../src/storage/catalogue.ts";
import { workspaceAt } from "../../../src/storage/workspace.ts";
import { folderOf } from "../../support/folder.ts";

const workspaceWith = (catalogue?: string) =>
  workspaceAt(folderOf(catalogue === undefined ? {} : { ".espalier/catalogue.json": catalogue }));

describe("the catalogue", () => {
  it("is empty where there is none, and keeps what was changed", async () => {
    const workspace = workspaceWith();
    expect(await readCatalogue(workspace)).toEqual({ schemaVersion: 2, datasets: {}, revisions: [], runs: [] });
    await changeCatalogue(workspace, (catalogue) => noteRevision(catalogue, "d", "abc", 3, "build"));
    await changeCatalogue(workspace, (catalogue) => noteRevision(catalogue, "d", "abc", 3, "build"));
    expect((await readCatalogue(workspace)).revisions).toMatchObject([
      { dataset: "d", revision: "abc", exampleCount: 3 },
    ]);
    expect(readFileSync(join(workspace.folder, "catalogue.json"), "utf8")).toContain('\n  "revisions": [\n');
  });

  it("loses no change of several that come at once", async () => {
    const workspace = workspaceWith();
    const changes = Array.from({ length: 12 }, (_, index) =>
      changeCatalogue(workspace, (catalogue) => noteRevision(catalogue, "d", String(index), 1, "run")),
    );
    await Promise.all(changes);
    expect((await readCatalogue(workspace)).revisions).toHaveLength(12);
  });

  it("reads what version 1 wrote, says why revisions were seen, and forgets counts that decisions made wrong", async () => {
    const at = "2026-01-02T03:04:05.000Z";
    const seen = (revision: string) => ({ dataset: "d", revision, at, exampleCount: 2 });
    const run = { run: "r1", dataset: "d", revision: "b" };
    // As version 1 wrote it: a build, a run on what was decided since, and a run on the build of today.
    const older = {
      schemaVersion: 1,
      datasets: {
        d: {
          revision: "c",
          builtAt: at,
          options: { seed: 3 },
          counts: { total: 3, effective: 2, bySplit: { train: 2 }, excluded: { rejected: 1 } },
        },
      },
      revisions: [seen("a"), seen("b"), seen("c")],
      runs: [run, { ...run, run: "r2", revision: "c" }],
    };
    const workspace = workspaceWith(JSON.stringify(older));
    const expected = {
      schemaVersion: 2,
      datasets: { d: { revision: "c", builtAt: at, options: { seed: 3 } } },
      revisions: [
        { ...seen("a"), cause: "build" },
        { ...seen("b"), cause: "run" },
        { ...seen("c"), cause: "build" },
      ],
      runs: older.runs,
    };
    expect(await readCatalogue(workspace)).toEqual(expected);
    await changeCatalogue(workspace, (catalogue) => noteRevision(catalogue, "d", "e", 4, "import"));
    const written = JSON.parse(readFileSync(join(workspace.folder, "catalogue.json"), "utf8")) as unknown;
    expect(written).toMatchObject({
      ...expected,
      revisions: [...expected.revisions, { revision: "e", cause: "import" }],
    });
  });

  it("refuses what a newer Espalier wrote, by name, and leaves it alone", async () => {
    const newer = '{ "schemaVersion": 99, "datasets": {} }';
    const workspace = workspaceWith(newer);
    const path = join(workspace.folder, "catalogue.json");
    await expect(changeCatalogue(workspace, () => undefined)).rejects.toMatchObject({
      code: "catalogue/newer",
      message: expect.stringContaining(`${path} has schema version 99`) as string,
    });
    expect(readFileSync(path, "utf8")).toBe(newer);
  });

  it("says where a merge left it in conflict, and what else is wrong with it", async () => {
    await expect(readCatalogue(workspaceWith('{\n<<<<<<< HEAD\n"schemaVersion": 1'))).rejects.toThrow(
      "line 2: an unresolved",
    );
    await expect(readCatalogue(workspaceWith("{"))).rejects.toMatchObject({ code: "catalogue/damaged" });
    await expect(readCatalogue(workspaceWith('{\n"schemaVersion": 1,\n}'))).rejects.toThrow(/line 3: .*JSON/);
    await expect(readCatalogue(workspaceWith('{\n"schemaVersion": 1,\n'))).rejects.toThrow(/line 3: .*JSON/);
    await expect(readCatalogue(workspaceWith("[]"))).rejects.toThrow("no schemaVersion");
    await expect(readCatalogue(workspaceWith('{"schemaVersion":1,"datasets":{},"revisions":{}}'))).rejects.toThrow(
      "revisions",
    );
  });
});
