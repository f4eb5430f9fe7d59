import { describe, expect, it } from "vitest";
import type { Example, Split } from "../../../../src/core/example.ts";
import { componentsOf, questionOf } from "../../../../src/curation/split/components.ts";
import { DEFAULT_SHARES } from "../../../../src/curation/split/shares.ts";
import { splitExamples } from "../../../../src/curation/split/splitExamples.ts";
import { assignSplits } from "../../../../src/curation/split/assignSplits.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { chat } from "../../../support/duplicatePairs.ts";

const inFile = (path: string, ...ids: string[]): Example[] => ids.map((id) => chat(id, `${id}?`, id, path));
const inCluster = (example: Example, cluster: string): Example => ({ ...example, cluster });
/** Thirty files of two examples each. */
const manyFiles = (): Example[] => Array.from({ length: 30 }, (_, i) => inFile(`f${i}.md`, `${i}a`, `${i}b`)).flat();

describe("componentsOf", () => {
  it("holds together a file, a cluster and a question, and nothing else", () => {
    const examples = [
      ...inFile("a.md", "a1", "a2"),
      ...inFile("b.md", "b1"),
      ...inFile("c.md", "c1"),
      chat("d1", "B1 ?", "x", "d.md"),
      chat("e1", "e1?", "x"),
      chat("e2", "e2?", "x"),
    ].map((example) => (["a2", "c1"].includes(example.id) ? inCluster(example, "a2") : example));
    const parts = componentsOf(examples, questionOf).map(({ key, examples: members }) => [
      key,
      ...members.map(({ id }) => id),
    ]);
    expect(parts).toEqual([
      ["a.md", "a1", "a2", "c1"],
      ["b.md", "b1", "d1"],
      ["e1", "e1"],
      ["e2", "e2"],
    ]);
  });

  it("lets what is left out link nothing, but keeps it with its file", () => {
    const [a, b] = [inCluster(chat("a", "a?", "x", "a.md"), "a"), inCluster(chat("b", "b?", "x", "b.md"), "a")];
    const components = componentsOf([a, b, chat("b2", "b2?", "y", "b.md")], questionOf, ({ id }) => id === "b");
    expect(components.map(({ key, examples, leftOut }) => [key, examples.length, leftOut.length])).toEqual([
      ["a.md", 1, 0],
      ["b.md", 1, 1],
    ]);
  });

  it("says what unites files, and no more than is linked: random examples, checked against a flood fill", () => {
    const random = new Random(5);
    for (let round = 0; round < 60; round++) {
      const examples = Array.from({ length: 40 }, (_, i): Example => {
        const example = chat(`id${i}`, `${random.integer(30)}?`, "x", `${random.integer(15)}.md`);
        return random.integer(4) === 0 ? inCluster(example, `c${random.integer(8)}`) : example;
      });
      const question = (example: Example) => (example.form === "chat" ? example.messages[0]?.content : undefined);
      const linked = (a: Example, b: Example): boolean =>
        a.source?.path === b.source?.path ||
        question(a) === question(b) ||
        (a.cluster !== undefined && a.cluster === b.cluster);
      for (const { examples: members, links, paths } of componentsOf(examples, questionOf)) {
        const [first] = members;
        const reached = new Set(first === undefined ? [] : [first]);
        for (const from of reached) for (const to of examples) if (linked(from, to)) reached.add(to);
        expect([...reached].map(({ id }) => id).sort()).toEqual(members.map(({ id }) => id).sort());
        expect(links.length > 0).toBe(paths.length > 1);
      }
    }
  });
});

describe("splitExamples", () => {
  it("says which held-out split misses its share, where whole groups allow no better, and nothing elsewhere", () => {
    const large = ["a.md", "b.md", "c.md"].flatMap((path) =>
      inFile(path, ...Array.from({ length: 20 }, (_, i) => `${path}${i}`)),
    );
    expect(splitExamples(large, { seed: 0 }).missed).toEqual([
      { split: "validation", wanted: 0.1, share: 1 / 3 },
      { split: "test", wanted: 0.1, share: 1 / 3 },
    ]);
    expect(splitExamples(inFile("a.md", "a1", "a2"), { seed: 0 }).missed).toMatchObject([{ share: 0 }, { share: 0 }]);
    const many = Array.from({ length: 300 }, (_, i) => inFile(`f${i}.md`, `${i}a`, `${i}b`)).flat();
    expect(splitExamples(many, { seed: 0 }).missed).toEqual([]);
  });

  it("splits files without links exactly as assignSplits does", () => {
    const examples = manyFiles();
    const { splits, counts } = splitExamples(examples, { seed: 4 });
    const byFile = assignSplits(
      [...new Set(examples.map(({ source }) => source?.path ?? ""))].map((key) => ({ key, count: 2 })),
      4,
      DEFAULT_SHARES,
    );
    for (const { id, source } of examples) expect(splits.get(id)).toBe(byFile.get(source?.path ?? ""));
    expect(counts.train + counts.validation + counts.test).toBe(60);
  });

  it("never parts a component, for random examples, seeds and frozen splits, and keeps every frozen test", () => {
    const random = new Random(6);
    for (let round = 0; round < 60; round++) {
      const examples = Array.from({ length: 50 }, (_, i) =>
        chat(`id${i}`, `${random.integer(60)}?`, "x", `${random.integer(25)}.md`),
      );
      const drawn = (): Split => (["train", "validation", "test"] as const)[random.integer(3)] ?? "train";
      const frozen = new Map(Array.from({ length: random.integer(12) }, () => [`${random.integer(25)}.md`, drawn()]));
      const { splits, pulledIntoTest } = splitExamples(examples, { seed: round, frozen });
      for (const { examples: members } of componentsOf(examples, questionOf)) {
        expect(new Set(members.map(({ id }) => splits.get(id))).size).toBe(1);
      }
      for (const { id, source } of examples) {
        const path = source?.path ?? "";
        if (frozen.get(path) === "test") expect(splits.get(id)).toBe("test");
      }
      for (const { frozen: names, exampleCount } of pulledIntoTest) {
        expect(names.every((name) => frozen.get(name) === "test")).toBe(true);
        expect(exampleCount).toBeGreaterThan(0);
      }
    }
  });

  it("gives the same splits whatever the order, and moves nothing when a file comes along that links nothing", () => {
    const examples = Array.from({ length: 120 }, (_, i) => inFile(`f${i}.md`, `${i}a`, `${i}b`)).flat();
    const { splits } = splitExamples(examples, { seed: 1 });
    const shuffled = splitExamples(new Random(0).shuffle([...examples]), { seed: 1 });
    expect([...shuffled.splits].sort()).toEqual([...splits].sort());
    const more = splitExamples([...examples, ...inFile("new.md", "new")], { seed: 1 });
    for (const [id, split] of splits) expect(more.splits.get(id)).toBe(split);
  });

  it("keeps the splits of an earlier build, by path and by id, whatever the seed", () => {
    const examples = [...manyFiles(), ...inFile("old.md", "old1", "old2"), chat("loose", "loose?", "x")];
    const frozen = new Map<string, Split>([
      ["old.md", "test"],
      ["loose", "validation"],
    ]);
    for (let seed = 0; seed < 20; seed++) {
      const { splits, pulledIntoTest } = splitExamples(examples, { seed, frozen });
      expect([splits.get("old1"), splits.get("old2"), splits.get("loose")]).toEqual(["test", "test", "validation"]);
      expect(pulledIntoTest).toEqual([]);
    }
  });

  it("says what a frozen test file pulls into the test set, and what of it was trained on before", () => {
    const linked = [inCluster(chat("t", "t?", "x", "test.md"), "t"), inCluster(chat("u", "u?", "x", "train.md"), "t")];
    const examples = [...manyFiles(), ...linked, ...inFile("train.md", "v")];
    const frozen = new Map<string, Split>([
      ["test.md", "test"],
      ["train.md", "train"],
    ]);
    const { splits, pulledIntoTest } = splitExamples(examples, { seed: 0, frozen });
    expect(["t", "u", "v"].map((id) => splits.get(id))).toEqual(["test", "test", "test"]);
    expect(pulledIntoTest).toEqual([
      {
        key: "test.md",
        frozen: ["test.md"],
        exampleCount: 2,
        trainedBeforeCount: 2,
        links: [{ kind: "cluster", name: "t", fileCount: 2 }],
      },
    ]);
  });

  it("keeps an imported row's own split unless it leaks, and lists it where it does", () => {
    const row = (id: string, split: Split, question = `${id}?`): Example => ({
      ...chat(id, question, id),
      kind: "imported",
      split,
    });
    const examples = [
      ...manyFiles(),
      row("a", "test"),
      row("b", "train"),
      row("c", "train", "same?"),
      row("d", "validation", "same?"),
    ];
    const { splits, overruled } = splitExamples(examples, { seed: 0 });
    expect(["a", "b", "c", "d"].map((id) => splits.get(id))).toEqual(["test", "train", "validation", "validation"]);
    expect(overruled).toEqual([{ id: "c", own: "train", split: "validation", key: "c" }]);
  });

  it("draws proposed examples anew, whatever split they carry", () => {
    const examples = manyFiles().map((example): Example => ({ ...example, split: "test" }));
    expect(splitExamples(examples, { seed: 0 }).counts.train).toBeGreaterThan(30);
  });

  it("gives what is left out the split of its file, and counts only what takes part", () => {
    const examples = manyFiles();
    const isLeftOut = ({ id }: Example): boolean => id.endsWith("b");
    const { splits, counts } = splitExamples(examples, { seed: 0, isLeftOut });
    for (let i = 0; i < 30; i++) expect(splits.get(`${i}b`)).toBe(splits.get(`${i}a`));
    expect(counts.train + counts.validation + counts.test).toBe(30);
  });

  it("reports one component that is most of the data, and why it is so large", () => {
    const boilerplate = Array.from({ length: 20 }, (_, i) => [
      inCluster(chat(`x${i}`, `x${i}?`, "x", `pkg${i}.md`), "x0"),
      ...inFile(`pkg${i}.md`, `y${i}`),
    ]).flat();
    const { dominant } = splitExamples([...boilerplate, ...inFile("a.md", "a"), ...inFile("b.md", "b")], { seed: 0 });
    expect(dominant).toMatchObject({
      exampleCount: 40,
      fileCount: 20,
      links: [{ kind: "cluster", name: "x0", fileCount: 20 }],
    });
    expect(splitExamples(manyFiles(), { seed: 0 }).dominant).toBeUndefined();
  });

  it("never empties a split to fill another, nor moves what is frozen", () => {
    const frozen = new Map<string, Split>([["a.md", "test"]]);
    const { splits } = splitExamples([...inFile("a.md", "a"), ...inFile("b.md", "b")], { seed: 0, frozen });
    expect(Object.fromEntries(splits)).toEqual({ a: "test", b: "train" });
  });
});
