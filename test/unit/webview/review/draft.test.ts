import { describe, expect, it } from "vitest";
import type { ExampleContent } from "../../../../src/core/example.ts";
import { labelledTexts, withTexts } from "../../../../src/webview/review/draft.ts";

const contents: readonly ExampleContent[] = [
  {
    form: "chat",
    messages: [
      { role: "system", content: "Be short." },
      { role: "user", content: "When is it pruned?" },
      { role: "assistant", content: "In May." },
    ],
  },
  { form: "text", text: "A page." },
  { form: "infill", prefix: "before", suffix: "after", middle: "gap" },
  {
    form: "preference",
    messages: [{ role: "user", content: "When?" }],
    chosen: "In May.",
    rejected: "Never.",
  },
];

describe("editing an example", () => {
  it.each(contents)("changes nothing of $form when no text is changed", (content) => {
    expect(
      withTexts(
        content,
        labelledTexts(content).map(({ text }) => text),
      ),
    ).toEqual(content);
  });

  it.each(contents)("puts each text of $form where it was shown", (content) => {
    const changed = withTexts(
      content,
      labelledTexts(content).map(({ label, text }) => `${label}: ${text}`),
    );
    expect(labelledTexts(changed).map(({ text }) => text)).toEqual(
      labelledTexts(content).map(({ label, text }) => `${label}: ${text}`),
    );
  });

  it("says which texts are learned", () => {
    const learned = contents.map((content) =>
      labelledTexts(content)
        .filter(({ isLearned }) => isLearned)
        .map(({ text }) => text),
    );
    expect(learned).toEqual([["In May."], ["A page."], ["gap"], ["In May."]]);
  });
});
