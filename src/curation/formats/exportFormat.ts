import type { ExampleContent } from "../../core/example.ts";
import type { RowFormat } from "./rowFormat.ts";
import { alpaca } from "./rows/alpaca.ts";
import { openAi } from "./rows/openAi.ts";
import { own } from "./rows/own.ts";
import { preference } from "./rows/preference.ts";
import { promptCompletion } from "./rows/promptCompletion.ts";
import { shareGpt } from "./rows/shareGpt.ts";
import { text } from "./rows/text.ts";

/** What a dataset can be written as. */
export interface ExportFormat {
  readonly name: string;
  /** For people who choose: one line. */
  readonly description: string;
  readonly container: "jsonl" | "table" | "documents";
  /** Of a table. */
  readonly delimiter?: string;
  /** The columns of an example; all examples of one file share them where `isUniform`. */
  readonly rowsOf: (form: ExampleContent["form"]) => RowFormat | undefined;
  /** The tools that read it expect every row of a file to have the same columns. */
  readonly isUniform: boolean;
  /** Always a file for each split, with these names. */
  readonly splitNames?: { readonly train: string; readonly validation: string; readonly test: string };
}

const lines = (format: RowFormat): ExportFormat => ({
  name: format.name,
  description: `JSON lines: ${format.description}`,
  container: "jsonl",
  rowsOf: () => format,
  isUniform: false,
});

function simplest(form: ExampleContent["form"]): RowFormat | undefined {
  switch (form) {
    case "chat":
      return promptCompletion;
    case "preference":
      return preference;
    case "text":
      return text;
    case "infill":
      return undefined;
  }
}

/** MLX-LM's `chat` and `text` data (https://github.com/ml-explore/mlx-lm/blob/main/mlx_lm/LORA.md). */
const forMlx = (form: ExampleContent["form"]): RowFormat | undefined =>
  form === "chat" ? openAi : form === "text" ? text : undefined;

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  lines(own),
  lines(openAi),
  lines(shareGpt),
  lines(alpaca),
  lines(promptCompletion),
  lines(preference),
  lines(text),
  {
    name: "csv",
    description: "a table with commas: system, prompt, completion; or prompt, chosen, rejected; or text",
    container: "table",
    delimiter: ",",
    rowsOf: simplest,
    isUniform: true,
  },
  {
    name: "tsv",
    description: "the same table with tabs",
    container: "table",
    delimiter: "\t",
    rowsOf: simplest,
    isUniform: true,
  },
  {
    name: "mlx",
    description: "a folder with train.jsonl, valid.jsonl and test.jsonl, as MLX-LM reads it",
    container: "jsonl",
    rowsOf: forMlx,
    isUniform: true,
    splitNames: { train: "train", validation: "valid", test: "test" },
  },
  {
    name: "plain-text",
    description: "a folder with a .txt file for each raw text",
    container: "documents",
    rowsOf: (form) => (form === "text" ? text : undefined),
    isUniform: true,
  },
];
