/** Tags of JSDoc, TSDoc, Javadoc, Doxygen and Sphinx, as far as they say something to a reader. */

interface TaggedPart {
  /** Empty for the description above the first tag. */
  readonly tag: string;
  readonly text: string;
}

const blockTag = /^[ \t]*[@\\]([A-Za-z]+)(?:\[[^\]]*\])?(?:[ \t]+|$)/;
/** A comment on one line has its tags there too: `The sum. @throws RangeError for none.` */
const tagAfterSentence = /([.!?`)])[ \t]+@(?=(?:param|returns?|throws)[ \t])/g;
const sphinxTag = /^[ \t]*:(param|parameter|arg|argument|returns?|raises?)\b[ \t]*([^:\n]*):[ \t]*/;

/**
 * A doc comment whose tags have become text: parameters a list, returns and throws sentences, examples code. Tags that
 * only tools read are dropped with their text.
 */
export function renderTags(text: string): string {
  const parts = partsOf(inlineTags(text).replace(tagAfterSentence, "$1\n@"));
  const description = parts.filter(({ tag }) => /^(brief|details|description|desc|summary|remarks|note)?$/.test(tag));
  const rendered = [
    description.map((part) => part.text.trim()).join("\n\n"),
    parts
      .filter(({ tag }) => /^(param|arg|argument|parameter|property|prop|tparam|typeparam)$/.test(tag))
      .map((part) => parameterLine(part.text))
      .filter((line) => line !== "")
      .join("\n"),
    ...parts.map(sentenceOf),
  ];
  return rendered.filter((block) => block.trim() !== "").join("\n\n");
}

function partsOf(text: string): TaggedPart[] {
  const parts: { tag: string; lines: string[] }[] = [{ tag: "", lines: [] }];
  let isFenced = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) isFenced = !isFenced;
    const tag = isFenced ? null : blockTag.exec(line);
    const sphinx = isFenced ? null : sphinxTag.exec(line);
    if (tag !== null) {
      parts.push({ tag: (tag[1] ?? "").toLowerCase(), lines: [line.slice(tag[0].length)] });
    } else if (sphinx !== null) {
      const [whole, name = "", subject = ""] = sphinx;
      // `:param int count:` names the type first.
      const words = [subject.split(/\s+/).at(-1) ?? "", line.slice(whole.length)];
      parts.push({ tag: name.replace(/^raises?$/, "throws"), lines: [words.join(" ").trim()] });
    } else {
      parts.at(-1)?.lines.push(line);
    }
  }
  return parts.map(({ tag, lines }) => ({ tag, text: lines.join("\n").trimEnd() }));
}

/** `{string} [name=x] - what it is` -> "- `name` (string): what it is"; nothing where no more is said than the name. */
function parameterLine(text: string): string {
  const match = /^\s*(?:\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*)?(\[[^\]]*\]|[\w$.*-]+)\s*(?:[-:–]\s*)?([\s\S]*)$/.exec(
    text,
  );
  if (match === null) return "";
  const [, type = "", name = "", description = ""] = match;
  const bare = name.replace(/^\[|\]$/g, "").replace(/=.*$/s, "");
  const note = paragraph(description);
  if (note === "" && type === "") return "";
  return `- \`${bare}\`${type === "" ? "" : ` (\`${type.trim()}\`)`}${note === "" ? "" : `: ${note}`}`;
}

function sentenceOf({ tag, text }: TaggedPart): string {
  const typed = /^\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*([\s\S]*)$/.exec(text);
  const type = typed?.[1]?.trim();
  const note = paragraph((typed?.[2] ?? text).replace(/^\s*-\s+/, ""));
  switch (tag) {
    case "return":
    case "returns": {
      if (type === undefined) return note === "" ? "" : `Returns ${uncapitalized(note.replace(/^returns?\s+/i, ""))}`;
      return note === "" ? `Returns \`${type}\`.` : `Returns \`${type}\`: ${note}`;
    }
    case "throws":
    case "throw":
    case "exception":
    case "raises": {
      if (type !== undefined) return `Throws \`${type}\`${note === "" ? "." : `: ${note}`}`;
      return note === "" ? "" : `Throws ${uncapitalized(note)}`;
    }
    case "default":
    case "defaultvalue":
      return note === "" ? "" : `Defaults to ${/^[`"]/.test(note) ? note : `\`${note.replace(/\.$/, "")}\``}.`;
    case "deprecated":
      return note === "" ? "Deprecated." : `Deprecated: ${note}`;
    case "since":
      return note === "" ? "" : `Since ${note}.`.replace(/\.\.$/, ".");
    case "example":
      return exampleOf(text);
    default:
      return "";
  }
}

function exampleOf(text: string): string {
  const code = text.replace(/^\s*<caption>.*<\/caption>\s*/, "").trim();
  if (code === "") return "";
  return code.includes("```") ? `Example:\n\n${code}` : `Example:\n\n\`\`\`\n${code}\n\`\`\``;
}

/** `{@link Parser#parse the parser}` -> "the parser"; `{@code x}` -> "`x`". And the little HTML of Javadoc. */
function inlineTags(text: string): string {
  return text
    .replace(/\{@(?:link|linkcode|linkplain|see)\s+([^\s|}]+)(?:\s*\|\s*|\s+)([^}]+)\}/g, (_, _target, label: string) =>
      label.trim(),
    )
    .replace(/\{@(?:link|linkcode|linkplain|see|code|literal)\s+([^}]+)\}/g, (_, code: string) => `\`${code.trim()}\``)
    .replace(/\{@inheritDoc\}/gi, "")
    .replace(/<\/?(?:code|tt)>/gi, "`")
    .replace(/<\/?(?:em|i|b|strong|a|ul|ol)(?:\s[^<>]*)?>/gi, "")
    .replace(/<(?:p|br)\s*\/?>\s*/gi, "\n\n")
    .replace(/<\/(?:p|li)>/gi, "")
    .replace(/^[ \t]*<li>\s*/gim, "- ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

function paragraph(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** "The parsed file" -> "the parsed file", but not "JSON text" or "I". */
function uncapitalized(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !/^[A-Z][a-z]+[A-Z]/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
