import { ownExample } from "../parseRow.ts";
import type { RowFormat } from "../rowFormat.ts";
import { contentOf } from "../../../core/exampleText.ts";

/** Our own rows, in any form. They are read and written whole (`ownExample`, `rowOf`), with their ids. */
export const own: RowFormat = {
  name: "espalier",
  description: "Espalier's own rows: every form, with ids, sources and splits",
  recognise: (row) =>
    typeof row["id"] === "string" &&
    typeof row["kind"] === "string" &&
    Object.keys(row).every((key) => COLUMNS.has(key))
      ? "an id, a kind and no column that is not ours"
      : undefined,
  read: (row) => ({ content: contentOf(ownExample(row)), used: Object.keys(row) }),
};

const COLUMNS: ReadonlySet<string> = new Set(
  "id kind split cluster messages text prefix suffix middle chosen rejected source ownSplit extra".split(" "),
);
