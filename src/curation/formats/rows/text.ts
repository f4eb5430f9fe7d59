import { filledText } from "../fields.ts";
import type { RowFormat } from "../rowFormat.ts";

/** `{"text"}`, as TRL's language modelling data and MLX have it. */
export const text: RowFormat = {
  name: "text",
  description: 'raw texts, all of which is learned: {"text"}',
  recognise: (row) => (typeof row["text"] === "string" ? "the column text" : undefined),
  read: (row) => ({ content: { form: "text", text: filledText("text", row["text"]) }, used: ["text"] }),
  write: (content) =>
    content.form === "text"
      ? { row: { text: content.text } }
      : { unheld: `an example of the form ${content.form} is more than one text` },
};
