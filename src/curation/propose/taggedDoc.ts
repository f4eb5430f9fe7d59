/** What doc comments say of parameters, results and errors, whatever style they are written in. */

export interface DocTag {
  readonly role: "parameter" | "returns" | "throws";
  /** Of the parameter, or of what is thrown; absent where the comment does not say. */
  readonly name?: string;
  readonly type?: string;
  readonly defaultValue?: string;
  /** One paragraph. */
  readonly text: string;
}

const MAX_TYPE_WORDS = 8;

/**
 * The tags of JSDoc, TSDoc, Javadoc, PHPDoc, YARD, Doxygen, Sphinx, the XML of C#, and the sections of Google-style,
 * NumPy-style and Rust documentation.
 *
 * @param raw without comment marks.
 */
export function docTagsOf(raw: string): DocTag[] {
  // A type of so many words is a sentence that only looks like one.
  const isType = (type: string | undefined): boolean =>
    type === undefined || type.split(/\s+/).length <= MAX_TYPE_WORDS;
  const tags = /<(param|returns|exception)\b/.test(raw) ? xmlTags(raw) : [...atTags(raw), ...sectionTags(raw)];
  return tags.filter(({ text, type }) => text !== "" && isType(type));
}

const roles: Readonly<Record<string, DocTag["role"]>> = {
  param: "parameter",
  parameter: "parameter",
  arg: "parameter",
  argument: "parameter",
  key: "parameter",
  return: "returns",
  returns: "returns",
  retval: "returns",
  throw: "throws",
  throws: "throws",
  exception: "throws",
  raise: "throws",
  raises: "throws",
};

const atTag = /^[ \t]*(?:[@\\]([A-Za-z]+)(?:\[[^\]]*\])?|:([a-z]+)([^:\n]*):)(?:[ \t]+|$)/;

function atTags(raw: string): DocTag[] {
  const tags: DocTag[] = [];
  // A comment on one line has its tags there too: `The sum. @throws RangeError for none.`
  const lines = raw.replace(/([.!?`)])[ \t]+@(?=(?:param|returns?|throws)[ \t])/g, "$1\n@").split("\n");
  let isFenced = false;
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? "";
    index += 1;
    if (/^\s*```/.test(line)) isFenced = !isFenced;
    const match = isFenced ? null : atTag.exec(line);
    if (match === null) continue;
    const [whole, at, sphinx, subject = ""] = match;
    const role = roles[(at ?? sphinx ?? "").toLowerCase()];
    const body = [line.slice(whole.length)];
    while (index < lines.length && !atTag.test(lines[index] ?? "") && (lines[index] ?? "").trim() !== "") {
      body.push(lines[index] ?? "");
      index += 1;
    }
    if (role === undefined || /^\s*```|^\s*[-*] /m.test(body.slice(1).join("\n"))) continue;
    const text = body.join(" ").replace(/\s+/g, " ").trim();
    // `:param int count:` names the type first.
    const words = subject.trim().split(/\s+/);
    tags.push(at === undefined ? sphinxTag(role, words, text) : atTagOf(role, text));
  }
  return tags;
}

function sphinxTag(role: DocTag["role"], words: readonly string[], text: string): DocTag {
  const name = words.at(-1) ?? "";
  const type = words.slice(0, -1).join(" ");
  return { role, ...(name === "" ? {} : { name }), ...(type === "" ? {} : { type }), text };
}

const braces = /^\{((?:[^{}]|\{[^{}]*\})*)\}\s*/;
const yardType = /^\[([^\]=]+)\]\s+/;

function atTagOf(role: DocTag["role"], whole: string): DocTag {
  const typed = braces.exec(whole) ?? yardType.exec(whole);
  const type = typed?.[1]?.trim();
  let text = whole.slice(typed?.[0].length ?? 0);
  const withType = type === undefined ? {} : { type };
  if (role === "returns") return { role, ...withType, text: text.replace(/^[-–:]\s+/, "") };
  if (role === "throws") {
    const named =
      type === undefined
        ? /^((?:[a-z]+::)?[A-Za-z][\w.:]*(?:[Ee]rror|[Ee]xception|Fault))\b[:,]?\s*(?:[-–]\s+)?/.exec(text)
        : null;
    const name = type ?? named?.[1];
    return {
      role,
      ...(name === undefined ? {} : { name }),
      text: text.slice(named?.[0].length ?? 0).replace(/^[-–]\s+/, ""),
    };
  }
  const named = /^(?:(\S+)\s+(?=\$))?(\[[^\]]*\]|\$?[\w$.*]+)\s*(?:[-:–]\s*)?/.exec(text);
  const [head = "", phpType, written = ""] = named ?? [];
  text = text.slice(head.length);
  const late = yardType.exec(text);
  if (late !== null) text = text.slice(late[0].length);
  const [bare = "", defaultValue] = written.replace(/^\[\s*|\s*\]$/g, "").split(/\s*=\s*/);
  const anyType = type ?? phpType ?? late?.[1];
  return {
    role,
    name: bare,
    ...(anyType === undefined ? {} : { type: anyType }),
    ...(defaultValue === undefined || defaultValue === "" ? {} : { defaultValue }),
    text,
  };
}

/** https://learn.microsoft.com/dotnet/csharp/language-reference/xmldoc/recommended-tags */
function xmlTags(raw: string): DocTag[] {
  const tag = /<(param|returns|exception)(?:\s+(?:name|cref)="([^"]*)")?\s*>([\s\S]*?)<\/\1>/g;
  return [...raw.matchAll(tag)].map(([, element = "", subject, inner = ""]): DocTag => {
    const text = inner
      .replace(/<(?:see|paramref|typeparamref)\s+\w+="(?:\w:)?([^"]*)"\s*\/>/g, "`$1`")
      .replace(/<\/?[a-z]+[^<>]*>/gi, "")
      .replace(/\s+/g, " ")
      .trim();
    const role = roles[element] ?? "returns";
    const name = subject?.replace(/^\w:/, "");
    return { role, ...(name === undefined || role === "returns" ? {} : { name }), text };
  });
}

const sectionHeading =
  /^(?:(Args|Arguments|Parameters|Keyword Args|Keyword Arguments|Other Parameters|Returns?|Yields?|Raises|Throws):?|#+ (Arguments|Parameters|Returns|Errors|Panics))[ \t]*$/;

function sectionTags(raw: string): DocTag[] {
  const lines = raw.split("\n");
  const tags: DocTag[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [heading, plain, hashed] = sectionHeading.exec(lines[index] ?? "") ?? [];
    if (heading === undefined) continue;
    const isNumpy = /^-{3,}\s*$/.test(lines[index + 1] ?? "");
    // Google's sections end in a colon, and are indented.
    if (!isNumpy && hashed === undefined && !heading.trimEnd().endsWith(":")) continue;
    const body = lines.slice(index + (isNumpy ? 2 : 1), sectionEnd(lines, index + 1, isNumpy || hashed !== undefined));
    const name = (plain ?? hashed ?? "").toLowerCase();
    tags.push(
      ...sectionBody(roleOf(name), isNumpy ? numpyItems(body) : googleItems(body, hashed !== undefined), isNumpy),
    );
  }
  return tags;
}

function roleOf(section: string): DocTag["role"] {
  if (/^(returns?|yields?)$/.test(section)) return "returns";
  return /^(raises|throws|errors|panics)$/.test(section) ? "throws" : "parameter";
}

function sectionEnd(lines: readonly string[], start: number, untilHeading: boolean): number {
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (sectionHeading.test(line) || /^#+ /.test(line)) return index;
    if (untilHeading && /^-{3,}\s*$/.test(lines[index + 1] ?? "") && /^\w/.test(line)) return index;
    if (!untilHeading && /^\S/.test(line)) return index;
  }
  return lines.length;
}

interface Item {
  readonly head: string;
  readonly text: string;
}

/** `name : type` on one line, its description indented below it. */
function numpyItems(body: readonly string[]): Item[] {
  const items: { head: string; lines: string[] }[] = [];
  for (const line of body) {
    if (/^\S/.test(line)) items.push({ head: line.trim(), lines: [] });
    else if (line.trim() !== "" || (items.at(-1)?.lines.length ?? 0) === 0) items.at(-1)?.lines.push(line.trim());
    // Only the first paragraph.
    else items.at(-1)?.lines.push("\0");
  }
  return items.map(({ head, lines }) => ({ head, text: firstParagraph(lines) }));
}

/** `name (type): description`, or `* \`name\` - description`; else one text. */
function googleItems(body: readonly string[], isMarkdown: boolean): Item[] {
  const filled = body.filter((line) => line.trim() !== "");
  const indent = Math.min(...filled.map((line) => /^\s*/.exec(line)?.[0].length ?? 0));
  const groups: string[][] = [];
  for (const line of body) {
    const isStart = line.trim() !== "" && (/^\s*/.exec(line)?.[0].length ?? 0) === indent;
    if (isStart && (!isMarkdown || groups.length === 0 || /^\s*[*-] /.test(line))) groups.push([line.trim()]);
    else groups.at(-1)?.push(line.trim() === "" ? "\0" : line.trim());
  }
  return groups.map((group) => {
    const text = firstParagraph(group);
    const match = isMarkdown
      ? /^[*-]\s+`([^`]+)`\s*[-:–]\s*/.exec(text)
      : /^(\*{0,2}\w[\w.]*(?:\[[^\n:]*\])?(?:\s*\([^()]*\))?):\s+/.exec(text);
    return { head: match?.[1] ?? "", text: text.slice(match?.[0].length ?? 0) };
  });
}

function firstParagraph(lines: readonly string[]): string {
  const end = lines.indexOf("\0");
  return lines
    .slice(0, end < 0 ? undefined : end)
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

function sectionBody(role: DocTag["role"], items: readonly Item[], isNumpy: boolean): DocTag[] {
  if (role === "returns") {
    const [first] = items;
    if (first === undefined || items.length > 1) return [];
    // Google's `int: the count`; NumPy's `count : int`.
    const type = isNumpy ? first.head.replace(/^[^:]*:\s+/, "") : first.head;
    return [{ role, ...(type === "" ? {} : { type }), text: first.text }];
  }
  return items.map(({ head, text }): DocTag => {
    const [, name = head, type] = /^(\*{0,2}[\w.]+)\s*(?::\s*|\()([^()]*(?:\([^()]*\)[^()]*)*)\)?$/.exec(head) ?? [];
    const kind = type?.replace(/[,\s(]*\b(?:optional|default)\b.*$/i, "").trim();
    return {
      role,
      ...(name === "" ? {} : { name }),
      ...(kind === undefined || kind === "" ? {} : { type: kind }),
      text,
    };
  });
}
