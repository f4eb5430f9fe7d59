import { describe, expect, it } from "vitest";
import { groundedCase } from "../../../../src/app/grounded/groundedCase.ts";
import { groundedExample, sourceMixOf } from "../../../../src/app/grounded/groundedExample.ts";
import type { Askable } from "../../../../src/app/grounded/askable.ts";
import type { SearchHit } from "../../../../src/core/search.ts";

function hit(path: string, text: string, more: Partial<SearchHit> = {}): SearchHit {
  const lines = text.split("\n").length;
  return { path, startLine: 1, endLine: lines, score: 1, text, ...more };
}

const gold = hit("src/lock.ts", "/** Makes this process the only trainer of a run. */\nexport function lockRun() {}");
const others = ["walrus", "tusk", "herring", "iceberg"].map((name) =>
  hit(`src/${name}.ts`, `/** Counts every ${name} of the northern sea. */\nexport const ${name} = 2;`),
);

function asked(id: string, more: Partial<Askable> = {}): Askable {
  const source = { path: "src/lock.ts", startLine: 2, endLine: 2, hash: "abc" };
  return {
    example: { form: "chat", id, kind: "doc-comment", split: "train", source, messages: [] },
    question: "What does `lockRun` do?",
    statements: ["Makes this process the only trainer of a run."],
    ...more,
  };
}

function made(id: string, hits: readonly SearchHit[] = [...others, gold], seed = 0) {
  const found = groundedCase(asked(id), hits);
  if (found === undefined) throw new Error("no case");
  const example = groundedExample(found, seed);
  if (example === undefined) throw new Error("no example");
  const [, user, assistant] = example.messages.map(({ content }) => content);
  const headers = [...(user ?? "").matchAll(/^\[(\d)\] (\S+):/gm)].map(([, number, path]) => ({ number, path }));
  return { example, prompt: user ?? "", answer: assistant ?? "", headers };
}

describe("groundedCase", () => {
  it("finds the passage that answers among the hits, and keeps the others in their order", () => {
    const found = groundedCase(asked("a"), [...others, gold]);
    expect(found?.gold).toBe(gold);
    expect(found?.distractors).toEqual(others);
  });

  it("takes for no distractor what answers as well, has the same name, or is of the same declaration", () => {
    const copy = hit("src/copy.ts", gold.text);
    const namesake = hit("test/fake.ts", "export function lockRun() { return 0; }", { symbol: "lockRun" });
    const rest = hit("src/lock.ts", "}", { startLine: 3, endLine: 3 });
    const long = asked("a");
    const source = { ...long.example.source, endLine: 9 };
    const named = { ...gold, symbol: "lockRun" };
    const found = groundedCase({ ...long, example: { ...long.example, source } }, [copy, namesake, named, rest]);
    expect(found?.distractors).toEqual([]);
  });

  it("is none where no hit of the cited lines holds the answer", () => {
    expect(groundedCase(asked("a"), others)).toBeUndefined();
    expect(groundedCase(asked("a"), [hit("src/lock.ts", "import x from 'y';\nlet z;")])).toBeUndefined();
  });
});

describe("groundedExample", () => {
  const ids = Array.from({ length: 400 }, (_, index) => `id-${index}`);
  const all = ids.map((id) => made(id));

  it("mixes gold among others, as many as two in five without gold, and some gold alone", () => {
    const share = (of: (one: (typeof all)[number]) => boolean) => all.filter(of).length / all.length;
    const isRemoved = ({ answer }: (typeof all)[number]) => answer === "The sources do not say.";
    expect(share(isRemoved)).toBeCloseTo(0.4, 1);
    expect(share((one) => one.headers.length === 1 && !isRemoved(one))).toBeCloseTo(0.1, 1);
    // The gold is shown exactly where the answer is not that the sources do not say.
    for (const one of all) expect(one.prompt.includes("src/lock.ts:1-2")).toBe(!isRemoved(one));
  });

  it("puts the gold in every place, and cites it there", () => {
    const places = new Map<string, number>();
    for (const { answer, headers } of all.filter(({ headers }) => headers.length === 3)) {
      const number = headers.find(({ path }) => path === "src/lock.ts")?.number;
      if (number === undefined) continue;
      expect(answer).toBe(`Makes this process the only trainer of a run. [${number}]`);
      places.set(number, (places.get(number) ?? 0) + 1);
    }
    expect([...places.keys()].sort()).toEqual(["1", "2", "3"]);
    const counts = [...places.values()];
    expect(Math.min(...counts)).toBeGreaterThan(Math.max(...counts) / 3);
  });

  it("shows as many sources with the gold as without it", () => {
    const numbers = (isRemoved: boolean) =>
      new Set(
        all
          .filter(({ answer, headers }) => answer.startsWith("The sources") === isRemoved && headers.length > 1)
          .map(({ headers }) => headers.length),
      );
    expect([...numbers(true)].sort()).toEqual([...numbers(false)].sort());
  });

  it("is the same for the same seed and another for another", () => {
    expect(ids.map((id) => made(id).example)).toEqual(all.map(({ example }) => example));
    expect(ids.map((id) => sourceMixOf(id, 1))).not.toEqual(ids.map((id) => sourceMixOf(id, 0)));
  });

  it("takes split and source of what it was made of, and an id of its own that does not change", () => {
    const { example } = made("id-1");
    expect(example).toMatchObject({ kind: "grounded", split: "train", source: asked("id-1").example.source });
    expect(made("id-1", [gold, ...others.slice(0, 1)]).example.id).toBe(example.id);
    expect(made("id-2").example.id).not.toBe(example.id);
  });

  it("stays short however long the passages are, and still holds the answer", () => {
    const filler = Array.from({ length: 80 }, (_, line) => `  const value${line} = compute(${line}) * ${line};`);
    const late = hit("src/lock.ts", [...filler, ...gold.text.split("\n")].join("\n"));
    const long = others.map((other) => ({ ...other, text: `${other.text}\n${filler.join("\n")}` }));
    for (const id of ids.slice(0, 60)) {
      const base = asked(id);
      const source = { ...base.example.source, startLine: 81, endLine: 82 };
      const found = groundedCase({ ...base, example: { ...base.example, source } }, [...long, late]);
      const example = found && groundedExample(found, 0);
      const [, user, assistant] = example?.messages.map(({ content }) => content) ?? [];
      expect(user?.length).toBeLessThan(1400);
      if (assistant !== "The sources do not say.") expect(user).toContain("only trainer of a run");
    }
  });
});
