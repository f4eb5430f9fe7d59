import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChatExample } from "../../../src/core/example.ts";
import { cardOf, hasSource } from "../../../src/curation/yield/card.ts";
import { readSources } from "../../../src/dataset/loadDataset.ts";
import { mergeBuild } from "../../../src/dataset/mergeBuild.ts";
import type { BuiltExamples } from "../../../src/dataset/merge.ts";
import { datasetOf, finding, imported, openAs, proposed, readLines } from "../../support/sampleDataset.ts";

/** A build of these examples, each of a file of its own. */
const built = (examples: readonly ChatExample[], changes: Partial<BuiltExamples> = {}): BuiltExamples => ({
  cards: examples.filter(hasSource).map(cardOf),
  sources: [...new Set(examples.map(({ source }) => source?.path ?? ""))].map((path) => ({
    path,
    hash: `bytes of ${path}`,
  })),
  findings: [],
  secrets: new Map(),
  ...changes,
});
const datasetBuiltOf = async (...examples: ChatExample[]) => {
  const files = datasetOf([]);
  await mergeBuild(files, built(examples));
  return files;
};

describe("mergeBuild", () => {
  it("writes examples by path, line, kind and id, then what was imported, in its order", async () => {
    const files = datasetOf([imported("z"), imported("y")]);
    const at = (path: string, startLine: number) => ({ source: { path, startLine, endLine: startLine, hash: "h" } });
    await mergeBuild(
      files,
      built([
        proposed("4", at("b.md", 1)),
        proposed("3", at("a.md", 9)),
        proposed("2", at("a.md", 2)),
        proposed("1", { ...at("a.md", 9), kind: "faq" }),
      ]),
    );
    expect(readLines(files.examples)).toMatchObject(["2", "1", "3", "4", "z", "y"].map((id) => ({ id })));
    expect((await readSources(files)).sources.map(({ path }) => path)).toEqual(["a.md", "b.md"]);
  });

  it("writes the same bytes for the same build, whatever the order of its examples", async () => {
    const files = await datasetBuiltOf(proposed("a"), proposed("b"));
    const first = readFileSync(files.examples, "utf8");
    expect(await mergeBuild(files, built([proposed("b"), proposed("a")]))).toMatchObject({
      unchanged: 2,
      added: 0,
      changed: 0,
    });
    expect(readFileSync(files.examples, "utf8")).toBe(first);
  });

  it("keeps decisions by id, and what was imported", async () => {
    const files = await datasetBuiltOf(proposed("a"), proposed("b"));
    writeFileSync(
      files.examples,
      readFileSync(files.examples, "utf8") + readFileSync(datasetOf([imported("i")]).examples, "utf8"),
    );
    const session = await openAs(files, "ann");
    await session.decide(["a", "i"], { state: "accepted", note: "kept" });
    const report = await mergeBuild(files, built([proposed("a"), proposed("c")]));
    expect(report).toMatchObject({ total: 3, added: 1, removed: 1, unchanged: 1, kept: 1, stale: [], gone: [] });
    await session.refresh();
    expect(await session.idsOf({ states: ["accepted"] })).toEqual(["a", "i"]);
    expect(await session.idsOf({})).toEqual(["a", "c", "i"]);
  });

  it("makes a decided example stale when its source says something else, with what it said before", async () => {
    const files = await datasetBuiltOf(proposed("a"), proposed("b"));
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "accepted" });
    const report = await mergeBuild(
      files,
      built([proposed("a", { answer: "New." }), proposed("b", { answer: "New, too." })]),
    );
    expect(report).toMatchObject({ changed: 2, stale: [{ id: "a", path: "docs/a.md" }] });
    await session.refresh();
    expect((await session.get("a")).stale).toEqual({
      kind: "changed",
      before: { form: "chat", messages: proposed("a").messages },
    });
    expect(await session.idsOf({ staleness: ["changed"] })).toEqual(["a"]);
    expect((await session.get("b")).stale).toBeUndefined();
    // Still the content that was decided about, after yet another change.
    await mergeBuild(files, built([proposed("a", { answer: "Newest." }), proposed("b")]));
    await session.refresh();
    expect((await session.get("a")).stale).toMatchObject({ before: { messages: proposed("a").messages } });
    // Looked at again: fresh. Changed back: fresh as well.
    await session.decide(["a"], { state: "accepted", addTags: ["seen"] });
    expect((await session.get("a")).stale).toBeUndefined();
  });

  it("is not stale any more once the source says again what was decided about", async () => {
    const files = await datasetBuiltOf(proposed("a"));
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "accepted" });
    await mergeBuild(files, built([proposed("a", { answer: "New." })]));
    await mergeBuild(files, built([proposed("a")]));
    await session.refresh();
    expect((await session.get("a")).stale).toBeUndefined();
    expect(existsSync(files.superseded)).toBe(false);
  });

  it("leaves a decision stale when only a note or a tag is added", async () => {
    const files = await datasetBuiltOf(proposed("a"));
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "accepted" });
    await mergeBuild(files, built([proposed("a", { answer: "New." })]));
    await session.decide(["a"], { note: "look again" });
    expect((await session.get("a")).stale?.kind).toBe("changed");
  });

  it("keeps a decided example whose source is gone, out of training, until it is proposed again", async () => {
    const files = await datasetBuiltOf(proposed("a"), proposed("b"), proposed("c"));
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "accepted" });
    const report = await mergeBuild(files, built([proposed("c")]));
    expect(report).toMatchObject({
      total: 1,
      removed: 2,
      gone: [{ id: "a", path: "docs/a.md", title: "a" }],
      deletedSources: [
        { path: "docs/a.md", exampleIds: ["a"] },
        { path: "docs/b.md", exampleIds: ["b"] },
      ],
    });
    await session.refresh();
    expect(await session.get("a")).toMatchObject({
      excluded: "source-deleted",
      stale: { kind: "deleted" },
      decision: { state: "accepted" },
    });
    expect(await session.idsOf({})).toEqual(["a", "c"]);
    expect(await mergeBuild(files, built([proposed("c")]))).toMatchObject({
      removed: 0,
      deletedSources: [],
      gone: [{ id: "a" }],
    });
    expect(await mergeBuild(files, built([proposed("a"), proposed("c")]))).toMatchObject({ added: 1 });
    await session.refresh();
    expect(await session.get("a")).toEqual({
      ...(await session.get("a")),
      decision: expect.objectContaining({ state: "accepted" }) as object,
    });
    expect((await session.get("a")).excluded).toBeUndefined();
  });

  it("lets decisions follow a file that was renamed", async () => {
    const at = (path: string, startLine: number) => ({
      source: { path, startLine, endLine: startLine + 1, title: "T", hash: "h" },
    });
    const files = datasetOf([]);
    const before = [proposed("a1", at("old.md", 1)), proposed("a2", at("old.md", 1)), proposed("a3", at("old.md", 5))];
    await mergeBuild(files, built(before, { sources: [{ path: "old.md", hash: "same" }] }));
    const session = await openAs(files, "ann");
    await session.decide(["a2"], { state: "rejected" });
    await session.decide(["a3"], { edit: { form: "text", text: "Mine." } });
    const after = [proposed("b1", at("new.md", 1)), proposed("b2", at("new.md", 1)), proposed("b3", at("new.md", 5))];
    const report = await mergeBuild(files, built(after, { sources: [{ path: "new.md", hash: "same" }] }));
    expect(report).toMatchObject({
      moved: [{ from: "old.md", to: "new.md", decisionCount: 2 }],
      added: 0,
      removed: 0,
      gone: [],
      deletedSources: [],
    });
    await session.refresh();
    expect(await session.idsOf({ states: ["rejected", "accepted"] })).toEqual(["b2", "b3"]);
    expect(await session.get("b3")).toMatchObject({ example: { text: "Mine." }, decision: { by: "ann" } });
    expect((await session.get("b3")).stale).toBeUndefined();
    expect(readLines(files.review)).toHaveLength(2);
  });

  it("withholds examples with undecided findings, and applies decisions that were made before", async () => {
    const secret = ["s3", "cret!"].join("");
    const files = datasetOf([]);
    const secretive = built([proposed("a", { answer: `It is ${secret}.` }), proposed("b")], {
      findings: [finding("f", ["a"])],
      secrets: new Map([["a", [{ finding: "f", rule: "password", text: secret }]]]),
    });
    expect(await mergeBuild(files, secretive)).toMatchObject({ total: 2, withheld: 1 });
    const visible = () =>
      [files.examples, files.findings, files.sources].map((path) => readFileSync(path, "utf8")).join("");
    expect(visible()).not.toContain(secret);
    const session = await openAs(files, "ann");
    expect((await session.get("a")).excluded).toBe("secret");
    await session.decideFinding(["f"], "redact");
    expect(await mergeBuild(files, secretive)).toMatchObject({ withheld: 0, unchanged: 2 });
    expect(visible()).toContain("<redacted:password>");
    expect(visible()).not.toContain(secret);
    await session.refresh();
    expect((await session.effective()).examples.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("never writes a secret as what was before", async () => {
    const secret = ["s3", "cret!"].join("");
    const files = datasetOf([]);
    const changes = {
      findings: [finding("f", ["a"])],
      secrets: new Map([["a", [{ finding: "f", rule: "password", text: secret }]]]),
    };
    await mergeBuild(files, built([proposed("a", { answer: `It is ${secret}.` })], changes));
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "flagged" });
    await mergeBuild(files, built([proposed("a", { answer: `It was ${secret}.` })], changes));
    await mergeBuild(files, built([proposed("b")]));
    expect(readFileSync(files.superseded, "utf8")).toContain("<redacted:password>");
    expect(readFileSync(files.superseded, "utf8") + readFileSync(files.review, "utf8")).not.toContain(secret);
  });

  it("changes nothing when a file cannot be understood", async () => {
    const files = await datasetBuiltOf(proposed("a"));
    writeFileSync(files.review, "<<<<<<< ours\n");
    const before = readFileSync(files.examples, "utf8");
    await expect(mergeBuild(files, built([proposed("b")]))).rejects.toMatchObject({ code: "dataset/merge-conflict" });
    expect(readFileSync(files.examples, "utf8")).toBe(before);
  });

  it("lets a decision and an edit be undone and redone after builds that change nothing about them", async () => {
    const files = datasetOf([imported("i")]);
    const build = () => mergeBuild(files, built([proposed("a"), proposed("b")]));
    await build();
    await (await openAs(files, "ann")).decide(["a", "i"], { addTags: ["seen"] });
    await build();
    await (await openAs(files, "ann")).decide(["b"], { edit: { form: "text", text: "Mine." } });
    const log = readFileSync(files.review, "utf8");
    await build();
    expect(readFileSync(files.review, "utf8")).toBe(log);
    const session = await openAs(files, "ann");
    expect(await session.undo()).toEqual({ ids: ["b"] });
    expect(await session.undo()).toEqual({ ids: ["a", "i"] });
    await build();
    expect(await (await openAs(files, "ann")).redo()).toEqual({ ids: ["a", "i"] });
    expect((await (await openAs(files, "ann")).get("a")).decision?.tags).toEqual(["seen"]);
  });

  it("ends what can be undone about an example that says something else now, and about no other", async () => {
    const files = await datasetBuiltOf(proposed("a"), proposed("b"));
    const session = await openAs(files, "ann");
    await session.decide(["b", "a"], { state: "accepted" });
    await session.decide(["b"], { state: "proposed" });
    await mergeBuild(files, built([proposed("a", { answer: "New." }), proposed("b", { answer: "New, too." })]));
    expect(readLines(files.review)).toEqual([expect.not.objectContaining({ operation: expect.anything() as string })]);
    expect(readLines(files.review)).toMatchObject([{ id: "a", state: "accepted" }]);
    // Accepted again on a new text, what was accepted before must not come back as if it were about that text.
    await (await openAs(files, "ann")).decide(["a"], { state: "accepted" });
    await mergeBuild(files, built([proposed("a", { answer: "New." }), proposed("b")]));
    const after = await openAs(files, "ann");
    expect(await after.undo()).toEqual({ ids: [] });
    await after.decide(["a"], { note: "after the build" });
    expect((await (await openAs(files, "bob")).get("a")).decision?.note).toBe("after the build");
  });
});
