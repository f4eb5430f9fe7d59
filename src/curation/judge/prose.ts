/** A text without its code, tables, links and paths: what somebody says in words. Takes time in proportion to its length. */
export function proseOf(text: string): string {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(?:```|~~~)/.exec(line)?.[0].trimStart();
    if (fence !== undefined) {
      if (mark === fence) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else if (!/^(?: {4}|\t| {0,3}\|)/.test(line)) kept.push(line);
  }
  return kept
    .join("\n")
    .replace(/`[^`\n]*`/g, " ")
    .replace(/\S+/g, (word) => (/[\\/_{}()<>=;]/.test(word) ? " " : word));
}
