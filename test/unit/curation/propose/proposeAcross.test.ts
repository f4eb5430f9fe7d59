import { describe, expect, it } from "vitest";
import type { CommitFacts } from "../../../../src/core/commit.ts";
import { answerOf, questionOf } from "../../../../src/core/exampleText.ts";
import { factsOf } from "../../../../src/curation/propose/fileFacts.ts";
import { proposeAcross } from "../../../../src/curation/propose/proposeAcross.ts";
import { readFiles } from "../../../support/proposals.ts";

const sources = {
  "src/cut.ts":
    "/** Cuts. */\nexport function cutText(text: string): string[] {\n  return [text];\n}\nexport interface Part {\n  size: number;\n}\n",
  "src/index.ts": 'export * from "./cut.ts";\nexport { cutText as renamed } from "./cut.ts";\n',
  "src/a.ts":
    'import { cutText, type Part } from "./cut.ts";\n\nexport function first(text: string): Part {\n  const parts = cutText(text.trim());\n  return { size: parts.length };\n}\n',
  "src/b.ts":
    'import {\n  cutText,\n} from "./index.js";\n\nexport const count = (text: string): number => {\n  return cutText(text).length;\n};\n',
  "test/cut.test.ts":
    'import { cutText } from "../src/cut.ts";\n\nif (cutText("a").length !== 1) throw new Error("one");\n',
  "src/other.ts": "function cutText(): void {}\ncutText();\n",
};

const facts = async (files: Readonly<Record<string, string>> = sources) => (await readFiles(files)).map(factsOf);

async function answers(kind: string, files?: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const { examples, ungrounded } = proposeAcross(await facts(files), [], [kind]);
  expect(ungrounded).toEqual({});
  return Object.fromEntries(
    examples.map((example) => [/`([^`]+)`/.exec(questionOf(example))?.[1] ?? "", answerOf(example)]),
  );
}

describe("facts of files", () => {
  it("are plain data", async () => {
    const all = await facts();
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });

  it("are what the examples are made of, whatever order their builds had", async () => {
    expect(proposeAcross(await facts())).toEqual(
      proposeAcross(JSON.parse(JSON.stringify(await facts())) as typeof all),
    );
    const all = await facts();
    expect(all.map(({ path }) => path)).toEqual(Object.keys(sources).sort());
  });
});

describe("examples across files", () => {
  it("say where a symbol is defined, with its signature", async () => {
    expect(await answers("defined")).toMatchObject({
      cutText: "In `src/cut.ts:2`:\n\n```typescript\nfunction cutText(text: string): string[]\n```",
    });
  });

  it("name both places of a name that is declared twice, and none of one declared everywhere", async () => {
    const twice = { "a.ts": "export const limit = 1;\n", "b.ts": "export const limit = 2;\n" };
    expect(Object.values(await answers("defined", twice))).toEqual([
      "In `a.ts:1` and `b.ts:1`:\n\n```typescript\nconst limit = 1\n```",
    ]);
    const often = Object.fromEntries(["a", "b", "c", "d"].map((name) => [`${name}.ts`, "export const limit = 1;\n"]));
    expect(await answers("defined", often)).toEqual({});
  });

  it("say where a symbol is used, through files that hand it on, tests last, imports not", async () => {
    expect((await answers("used"))["cutText"]).toBe(
      "`cutText` is used in:\n\n- `src/a.ts`, line 4\n- `src/b.ts`, line 6\n- `test/cut.test.ts`, line 3",
    );
  });

  it("show a statement that uses a symbol, and cite the file it stands in", async () => {
    const { examples } = proposeAcross(await facts(), [], ["use"]);
    const example = examples.find((each) => questionOf(each).includes("cutText"));
    expect(example && answerOf(example)).toBe(
      "In `src/a.ts`, line 4:\n\n```typescript\nconst parts = cutText(text.trim());\n```",
    );
    expect(example?.source).toMatchObject({ path: "src/a.ts", startLine: 4, endLine: 4 });
  });

  it("know their lines by a hash, as all do that a build makes and may take away again", async () => {
    const { examples } = proposeAcross(await facts());
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(["defined", "used", "use"]));
    for (const { source } of examples) expect(source?.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it("say that there are more uses than are named", async () => {
    const users = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`user${i}.ts`, `import { limit } from "./limit.ts";\nuse(limit);\n`]),
    );
    const answer = (await answers("used", { "limit.ts": "export const limit = 1;\n", ...users }))["limit"];
    expect(answer?.split("\n- ")).toHaveLength(7);
    expect(answer).toMatch(/And in more files\.$/);
  });

  it("trust a name without imports only where it is declared once in its language", async () => {
    const go = {
      "a.go": "package a\n\n// Splits.\nfunc SplitText(t string) int { return 1 }\n",
      "b.go": 'package a\n\nfunc use() int {\n\treturn SplitText("a")\n}\n',
    };
    expect((await answers("used", go))["SplitText"]).toBe("`SplitText` is used in:\n\n- `b.go`, line 4");
    expect(await answers("used", { ...go, "c.go": "package c\n\nfunc SplitText() int { return 2 }\n" })).toEqual({});
  });
});

describe("examples from commits", () => {
  const commit = (subject: string, body = "", paths = ["src/a.ts"]): CommitFacts => ({
    commit: "0123456789abcdef0123456789abcdef01234567",
    subject,
    body,
    paths,
  });
  const one = (facts_: CommitFacts) =>
    proposeAcross([], [facts_], ["commit"]).examples.map((example) => [questionOf(example), answerOf(example)]);

  it("explain a change with the body of its message, without its trailers", () => {
    const body = "Two cores were busy with\npadding that nobody reads, and waited.\n\nSigned-off-by: A <a@b.c>";
    expect(one(commit("Sort examples by length", body))).toEqual([
      [
        expect.stringContaining("Sort examples by length"),
        "Two cores were busy with padding that nobody reads, and waited.",
      ],
    ]);
  });

  it("tell what a commit without a body did to a file", () => {
    expect(one(commit("Sort examples by length"))).toEqual([
      [expect.stringContaining("`src/a.ts`"), "Sort examples by length"],
    ]);
  });

  it("are not made of what was only done to our own files, and name none of them", () => {
    const own = [".espalier/catalogue.json", "app/.espalier/datasets/dataset.review.jsonl"];
    expect(one(commit("Review the examples of the parser", "", own))).toEqual([]);
    expect(one(commit("Sort examples by length", "", [...own, "src/a.ts"]))[0]?.[0]).not.toContain(".espalier");
  });

  it("cite the lines of the message", () => {
    const { examples } = proposeAcross([], [commit("Sort examples by length", "Line.\nLine.")], ["commit"]);
    expect(examples[0]?.source).toMatchObject({ path: "git:0123456789ab", startLine: 1, endLine: 4 });
  });

  it.each(["Merge branch 'x'", "Bump lodash from 1 to 2", "wip: more of it", "1.2.3", "Fix typo in readme", "fixes"])(
    "are not made of %s",
    (subject) => {
      expect(one(commit(subject))).toEqual([]);
    },
  );
});
