import type { DocumentedOption } from "./documentedOption.ts";
import { indentOf } from "./snippet.ts";
import { provenanceOf } from "./sourceLines.ts";

const MAX_DEPTH = 12;
const MAX_VALUE = 60;

/**
 * The described properties of a JSON Schema, or of the settings that a VS Code extension contributes, which are one.
 * Empty where the file is none, or does not parse.
 */
export function schemaProperties(path: string, lines: readonly string[]): DocumentedOption[] {
  const parsed = parse(lines.join("\n"));
  const noun = path.endsWith("package.json") ? "setting" : "property";
  return propertiesIn(parsed, 0).flatMap(({ name, definition }): DocumentedOption[] => {
    const text = textOf(definition["markdownDescription"]) ?? textOf(definition["description"]);
    const range = text === undefined ? undefined : rangeOf(name, text, lines);
    // `%setting.text%` stands for a text in another file.
    if (text === undefined || range === undefined || /^%.*%$/.test(text)) return [];
    const type = textOf(definition["type"]);
    const defaultValue = scalar(definition["default"]);
    return [
      {
        name,
        noun,
        text,
        ...(type === undefined ? {} : { type }),
        ...(defaultValue === undefined ? {} : { defaultValue }),
        source: provenanceOf(path, lines, range, name),
      },
    ];
  });
}

type Json = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Comments, or broken: other readers of the file say so.
    return undefined;
  }
}

function propertiesIn(value: unknown, depth: number): { name: string; definition: Json }[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((each) => propertiesIn(each, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own =
      key === "properties" && isObject(inner)
        ? Object.entries(inner).flatMap(([name, definition]) => (isObject(definition) ? [{ name, definition }] : []))
        : [];
    return [...own, ...propertiesIn(inner, depth + 1)];
  });
}

/** The lines of a property: from its name to where its description, type and default are. */
function rangeOf(name: string, text: string, lines: readonly string[]): readonly [number, number] | undefined {
  const key = JSON.stringify(name);
  const said = JSON.stringify(text).slice(1, -1);
  for (const [index, line] of lines.entries()) {
    if (!line.trimStart().startsWith(`${key}:`)) continue;
    const indent = indentOf(line);
    let end = index;
    while (end + 1 < lines.length && (indentOf(lines[end + 1] ?? "") > indent || (lines[end + 1] ?? "").trim() === ""))
      end += 1;
    if (lines.slice(index, end + 1).some((each) => each.includes(said))) return [index + 1, end + 1];
  }
  return undefined;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function scalar(value: unknown): string | undefined {
  const isScalar =
    typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value !== "");
  const written = isScalar ? JSON.stringify(value) : undefined;
  return written === undefined || written.length > MAX_VALUE ? undefined : written;
}
