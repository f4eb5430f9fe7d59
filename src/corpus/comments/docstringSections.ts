/** Sections of Google-style docstrings (https://google.github.io/styleguide/pyguide.html, 3.8). */
const heading = /^(Args|Arguments|Parameters|Attributes|Keyword Args|Returns?|Yields?|Raises):[ \t]*(.*)$/;
const entry = /^(\*{0,2}\w[\w.]*)[ \t]*(?:\(([^()]*)\))?:[ \t]*(.*)$/;

/**
 * A docstring whose indented sections have become Markdown, which would read the indent as code or drop it: parameters
 * and exceptions a list, returns a sentence. Text outside of sections stays as it is.
 */
export function renderSections(docstring: string): string {
  const result: string[] = [];
  const lines = docstring.split("\n");
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? "";
    const [, name, rest] = heading.exec(line) ?? [];
    i += 1;
    if (name === undefined) {
      result.push(line);
      continue;
    }
    const body: string[] = rest ? [rest] : [];
    for (; i < lines.length && /^(\s|$)/.test(lines[i] ?? ""); i++) body.push(lines[i] ?? "");
    result.push("", renderSection(name, body), "");
  }
  return result.join("\n");
}

function renderSection(name: string, body: readonly string[]): string {
  if (/^(Returns?|Yields?)$/.test(name)) {
    const text = joined(body);
    return text === "" ? "" : `${name.endsWith("s") ? name : `${name}s`} ${uncapitalizedArticle(text)}`;
  }
  const items: string[][] = [];
  const indent = Math.min(...body.filter((line) => line.trim() !== "").map(indentOf));
  for (const line of body) {
    if (line.trim() !== "" && indentOf(line) === indent) items.push([line.trim()]);
    else items.at(-1)?.push(line);
  }
  const list = items.map((item) => `- ${entryText(joined(item))}`).join("\n");
  return `${name === "Raises" || name === "Attributes" ? name : "Parameters"}:\n\n${list}`;
}

function entryText(text: string): string {
  const [, name, type, description] = entry.exec(text) ?? [];
  if (name === undefined) return text;
  return `\`${name}\`${type ? ` (\`${type}\`)` : ""}: ${description ?? ""}`.trimEnd();
}

function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

function indentOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

function uncapitalizedArticle(text: string): string {
  return text.replace(/^(A|An|The)\b/, (article) => article.toLowerCase());
}
