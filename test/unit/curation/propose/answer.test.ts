import { describe, expect, it } from "vitest";
import { answerFrom } from "../../../../src/curation/propose/answer.ts";

const answerText = (markdown: string): string => answerFrom(markdown).text;
const sentence = "This sentence has some forty characters. ";

describe("answerFrom", () => {
  it("keeps a short text whole", () => {
    expect(answerText("One.\n\n- a\n- b")).toBe("One.\n\n- a\n- b");
  });

  it("cuts between paragraphs", () => {
    const paragraph = sentence.repeat(10).trim();
    const answer = answerText(`${paragraph}\n\n${paragraph}\n\n${"x".repeat(2000)}`);
    expect(answer).toBe(`${paragraph}\n\n${paragraph}`);
  });

  it("cuts a long paragraph after a sentence, and a long list after an item", () => {
    expect(answerText(sentence.repeat(60))).toMatch(/^(This sentence has some forty characters\. ?)+$/);
    const list = answerText(Array.from({ length: 100 }, (_, i) => `- item number ${i} of the list`).join("\n"));
    expect(list.length).toBeLessThanOrEqual(1200);
    expect(list.split("\n").every((line, i) => line === `- item number ${i} of the list`)).toBe(true);
  });

  it("never ends with an announcement of what was cut", () => {
    const code = `\`\`\`js\n${"let a;\n".repeat(300)}\`\`\``;
    expect(answerText(`Text.\n\nFor example:\n\n${code}`)).toBe("Text.");
    expect(answerText(`Text.\n\nExample file: split.js\n\n${code}`)).toBe("Text.");
    expect(answerText(`For example:\n\n${code}`)).toBe("");
  });

  it("has nothing to say where one block is too long to cut", () => {
    expect(answerText("y".repeat(3000))).toBe("");
  });
});
