import type { Example } from "../../../core/example.ts";

/** An example with where it stands and all of its texts, for people. */
export function describeExample(example: Example): string {
  const { id, kind, split, source } = example;
  const place = source ? ` · ${source.path}:${source.startLine}-${source.endLine}` : "";
  const parts = partsOf(example).map(([name, text]) => `${name}:\n${text.replace(/^/gm, "  ")}`);
  return [`${id} · ${kind} · ${split ?? "no split"}${place}`, ...parts].join("\n");
}

function partsOf(example: Example): (readonly [name: string, text: string])[] {
  switch (example.form) {
    case "chat":
      return example.messages.map(({ role, content }) => [role, content]);
    case "text":
      return [["text", example.text]];
    case "infill":
      return [
        ["before the gap", example.prefix],
        ["in the gap", example.middle],
        ["after the gap", example.suffix],
      ];
    case "preference":
      return [
        ...example.messages.map(({ role, content }) => [role, content] as const),
        ["chosen", example.chosen],
        ["rejected", example.rejected],
      ];
  }
}
