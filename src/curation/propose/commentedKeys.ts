import type { DocumentedOption } from "./documentedOption.ts";
import { indentOf } from "./snippet.ts";
import { provenanceOf } from "./sourceLines.ts";

export type ConfigLanguage = "json" | "yaml" | "toml" | "ini";

const comment: Readonly<Record<ConfigLanguage, RegExp>> = {
  json: /^\s*(?:\/\/+|\/\*+|\*(?!\/))\s?(.*?)(?:\*\/)?\s*$/,
  yaml: /^\s*#+\s?(.*)$/,
  toml: /^\s*#+\s?(.*)$/,
  ini: /^\s*[#;]+\s?(.*)$/,
};
const key: Readonly<Record<ConfigLanguage, RegExp>> = {
  json: /^\s*"([^"\n]+)"\s*:\s*(.*)$/,
  yaml: /^\s*([\w.$/-]+|"[^"\n]+")\s*:(?:\s+(.*))?$/,
  toml: /^\s*([\w.-]+|"[^"\n]+")\s*=\s*(.*)$/,
  ini: /^\s*([\w.-]+)\s*[=:]\s*(.*)$/,
};
const section = /^\s*\[+\s*([^\]]+?)\s*\]+\s*(?:[#;].*)?$/;
const MIN_WORDS = 3;
const MAX_VALUE = 60;
/** A line switched off looks like a line, not like a sentence. */
const switchedOff =
  /^\s*["']?[\w.-]+["']?\s*[:=]\s|[;{}]\s*$|^\s*-\s|^[-=*#\s]*$|^(eslint|prettier|yamllint|noqa|todo|fixme)\b/i;

/** Keys of a configuration file with the comment that stands right above them. */
export function commentedKeys(path: string, lines: readonly string[], language: ConfigLanguage): DocumentedOption[] {
  const options: DocumentedOption[] = [];
  let above: string[] = [];
  let parents: { indent: number; name: string }[] = [];
  let table = "";
  for (const [index, line] of lines.entries()) {
    const said = comment[language].exec(line)?.[1];
    if (said !== undefined) {
      above.push(said.trim());
      continue;
    }
    const heading = language === "toml" || language === "ini" ? section.exec(line)?.[1] : undefined;
    if (heading !== undefined) table = heading;
    const [, quoted, rest = ""] = heading === undefined ? (key[language].exec(line) ?? []) : [];
    if (quoted !== undefined) {
      const name = quoted.replace(/^"|"$/g, "");
      const indent = indentOf(line);
      parents = language === "yaml" || language === "json" ? parents.filter((parent) => parent.indent < indent) : [];
      const full = [table, ...parents.map((parent) => parent.name), name].filter((part) => part !== "").join(".");
      parents.push({ indent, name });
      const value = scalarIn(rest);
      if (isText(above)) {
        const range = [index + 1 - above.length, index + 1] as const;
        options.push({
          name: full,
          noun: "key",
          text: above.join(" ").trim(),
          ...(value === undefined ? {} : { value }),
          source: provenanceOf(path, lines, range, full),
        });
      }
    }
    above = [];
  }
  return options;
}

function isText(above: readonly string[]): boolean {
  if (above.length === 0 || above.some((line) => switchedOff.test(line))) return false;
  return (above.join(" ").match(/\p{L}{2,}/gu)?.length ?? 0) >= MIN_WORDS;
}

/** A value that fits on the line and is no block, list or object. */
function scalarIn(rest: string): string | undefined {
  const value = rest
    .replace(/\s+(?:#|\/\/).*$/, "")
    .replace(/,\s*$/, "")
    .trim();
  return value === "" || value.length > MAX_VALUE || /^[[{|>&*!]/.test(value) ? undefined : value;
}
