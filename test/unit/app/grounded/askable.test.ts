import { describe, expect, it } from "vitest";
import { askableOf, citedAnswer } from "../../../../src/app/grounded/askable.ts";
import type { ChatExample } from "../../../../src/core/example.ts";

function example(kind: string, question: string, answer: string): ChatExample {
  return {
    form: "chat",
    id: "0123",
    kind,
    source: { path: "src/lock.ts", startLine: 3, endLine: 9, hash: "abc" },
    messages: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  };
}

const statements = (kind: string, answer: string) => askableOf(example(kind, "Q?", answer))?.statements;

describe("askableOf", () => {
  it("asks as somebody does who does not know the file", () => {
    const asked = (question: string) => askableOf(example("doc-comment", question, "Locks a run folder."))?.question;
    expect(asked("What does `lockRun` in `src/lock.ts` do?")).toBe("What does `lockRun` do?");
    expect(asked("Describe the function `lockRun` of `src/lock.ts`.")).toBe("Describe the function `lockRun`.");
    expect(asked("How do I lock a run? Answer from `src/lock.ts`.")).toBe("How do I lock a run?");
    // Here the file is what is asked about.
    expect(asked("What does `src/lock.ts` say about `lockRun`?")).toBe("What does `src/lock.ts` say about `lockRun`?");
  });

  it("answers with one sentence, or two short ones", () => {
    expect(statements("doc-comment", "Locks a run folder. It may be\nlocked once. A third sentence.")).toEqual([
      "Locks a run folder.",
      "It may be locked once.",
    ]);
    expect(statements("section", `Locks a run. ${"Long words follow here ".repeat(12)}end.`)).toEqual(["Locks a run."]);
  });

  it("takes of signatures and definitions what a source says of them", () => {
    expect(statements("signature", "```typescript\nfunction lockRun(\n  folder: string,\n): Lock\n```")).toEqual([
      "`function lockRun( folder: string, ): Lock`",
    ]);
    expect(statements("defined", "In `src/lock.ts:3`:\n\n```typescript\nfunction lockRun()\n```")).toEqual([
      "In `src/lock.ts`.",
    ]);
    expect(statements("defined", "In `src/a.ts:3` and `src/b.ts:4`:\n\n```ts\nx\n```")).toBeUndefined();
  });

  it("leaves out what has no short answer in words", () => {
    expect(statements("section", "- one item\n- another item")).toBeUndefined();
    expect(statements("section", "```sh\nnpm run lock\n```")).toBeUndefined();
    expect(statements("section", "Run the locks as follows:")).toBeUndefined();
    expect(statements("section", "As others found [3], locks are held.")).toBeUndefined();
    expect(statements("doc-comment", "Locks.")).toBeUndefined();
    expect(statements("used", "`lockRun` is used in many other files.")).toBeUndefined();
  });

  it("gives back what a grounded example was made of, but for abstentions", () => {
    const prompt = "[1] src/lock.ts:3-9\nQuestion: no\n\nQuestion: What does `lockRun` do?";
    expect(askableOf(example("grounded", prompt, "Locks a run folder. [1] It may be locked once. [1]"))).toMatchObject({
      question: "What does `lockRun` do?",
      statements: ["Locks a run folder.", "It may be locked once."],
    });
    expect(askableOf(example("grounded", prompt, "The sources do not say."))).toBeUndefined();
  });
});

describe("citedAnswer", () => {
  it("names the source behind each sentence", () => {
    expect(citedAnswer(["Locks a run.", "Once."], 2)).toBe("Locks a run. [2] Once. [2]");
  });
});
