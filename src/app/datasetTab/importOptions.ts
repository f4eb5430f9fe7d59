import type { ImportOptionsView } from "../../protocol/datasetViews.ts";
import { importFormats, type ImportRequest, parseMapping } from "../importing/importDataset.ts";
import { UserError } from "../../base/errors.ts";

/** What a form says of how to read a file. Throws UserError `import/mapping`, `import/format`. */
export function importOptions({
  format,
  mapping = {},
  hasHeader,
}: ImportOptionsView): Pick<ImportRequest, "format" | "mapping" | "hasHeader"> {
  const known = importFormats.find(({ name }) => name === format);
  if (format !== undefined && known === undefined) {
    throw new UserError("import/format", `there is no format called "${format}"`, "Choose one of the list.");
  }
  const columns = Object.entries(mapping).filter(([, column]) => column.trim() !== "");
  return {
    ...(known && { format: known.name }),
    ...(columns.length > 0 && { mapping: parseMapping(columns.map(([use, column]) => `${use}=${column}`).join(",")) }),
    ...(hasHeader !== undefined && { hasHeader }),
  };
}
