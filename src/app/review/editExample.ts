import { UserError } from "../../base/errors.ts";
import type { ExampleContent } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { parseRow } from "../../curation/formats/parseRow.ts";

/** The content with another answer. Throws UserError `dataset/edit-empty` for a blank one. */
export function editedAnswer(content: ExampleContent, answer: string): ExampleContent {
  if (answer.trim() === "") {
    throw new UserError("dataset/edit-empty", "an answer without text teaches nothing", "Reject the example instead.");
  }
  switch (content.form) {
    case "chat": {
      const last = content.messages.findLastIndex(({ role }) => role === "assistant");
      const messages = content.messages.map(({ role, content: text }, index) => ({
        role,
        content: index === last ? answer : text,
      }));
      return { form: "chat", messages };
    }
    case "text":
      return { form: "text", text: answer };
    case "infill":
      return { form: "infill", prefix: content.prefix, suffix: content.suffix, middle: answer };
    case "preference":
      return { form: "preference", messages: content.messages, chosen: answer, rejected: content.rejected };
  }
}

/** All texts of an example, from a row as datasets have it. Throws UserError `dataset/bad-edit`. */
export function parsedEdit(row: string): ExampleContent {
  const parsed = parseRow(row);
  if ("example" in parsed) return contentOf(parsed.example);
  throw new UserError(
    "dataset/bad-edit",
    `found ${parsed.found}, expected ${parsed.expected}`,
    'Write one row, such as {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}.',
  );
}
