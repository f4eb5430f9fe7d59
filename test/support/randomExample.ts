import type { Example, Message } from "../../src/core/example.ts";
import type { Random } from "../../src/engine/data/random.ts";

/** Everything that has broken a reader of text formats before. */
const PIECES = [
  "plain words",
  " ",
  "\n",
  "\r\n",
  "\r",
  "\t",
  '"',
  '""',
  "'",
  ",",
  ";",
  "|",
  "\\",
  "\\n",
  "Ünïcödé",
  "日本語",
  "🌱",
  "👩‍👩‍👧",
  "\u2028",
  "\u00a0",
  "\ufeff",
  "<|im_end|>",
  "{",
  "}]",
  "\n\n",
  "null",
  "=1+1",
  "#",
] as const;

/** What JSON holds and files of plain text do not. */
const UNWRITABLE = ["\ud83c", "\udf31", "\0"] as const;

export interface RandomExampleOptions {
  /** Defaults to all. */
  readonly forms?: readonly Example["form"][];
  /** Half surrogate pairs and NUL characters. Defaults to true. */
  readonly unwritable?: boolean;
}

/** An example of any form with everything an example can have. */
export function randomExample(random: Random, index: number, options: RandomExampleOptions = {}): Example {
  const pieces: readonly string[] = options.unwritable === false ? PIECES : [...PIECES, ...UNWRITABLE];
  const pick = <T>(from: readonly T[]): T => {
    const value = from[random.integer(from.length)];
    if (value === undefined) throw new RangeError("nothing to pick from");
    return value;
  };
  const chance = (oneIn: number): boolean => random.integer(oneIn) === 0;
  const text = (): string => Array.from({ length: random.integer(6) }, () => pick(pieces)).join("");
  const filled = (): string => `${text()}${pick(["a", "ß", "0"])}${text()}`;
  const turns = (count: number): Message[] =>
    Array.from({ length: count }, () => [
      { role: "user", content: filled() } as const,
      { role: "assistant", content: filled() } as const,
    ]).flat();
  const system: Message[] = chance(3) ? [{ role: "system", content: filled() }] : [];
  const form = pick(options.forms ?? (["chat", "text", "infill", "preference"] as const));
  const base = {
    id: `id-${index}-${pick(["a", "ü", ","])}`,
    kind: pick(["imported", "section"]),
    ...(chance(2) && { split: pick(["train", "validation", "test"] as const) }),
    ...(chance(4) && { cluster: "c1" }),
    ...(index % 4 === 1 && { ownSplit: "validation" as const }),
    ...(chance(2) && {
      source: { path: "docs/ä,b.md", startLine: 1, endLine: 3, ...(chance(2) && { title: filled() }) },
    }),
  };
  const columns = {
    ...(chance(2) && { score: random.integer(9) }),
    ...(chance(2) && { note: text() }),
    ...(chance(4) && { tools: [{ type: "function", function: { name: "look", parameters: {} } }] }),
    ...(chance(5) && { text: "a column of that name" }),
    ...(chance(8) && { "": 1, " spaced ": "x" }),
  };
  const withExtra = (extra: object) => (Object.keys(extra).length === 0 ? {} : { extra: { ...extra } });
  switch (form) {
    case "chat": {
      const messages = [...system, ...turns(1 + random.integer(3)), ...(chance(6) ? turns(1).slice(0, 1) : [])];
      const fields = chance(4) && {
        messageFields: messages.map((_, i) => (i === 0 ? { name: "Ada", weight: 0 } : null)),
      };
      return { ...base, form, messages, ...withExtra({ ...columns, ...fields }) };
    }
    case "text":
      return { ...base, form, text: filled(), ...(chance(2) && withExtra({ note: "n", ...columns })) };
    case "infill":
      return { ...base, form, prefix: text(), suffix: text(), middle: filled(), ...withExtra(columns) };
    case "preference": {
      const [chosen, rejected] = [filled(), `${filled()}!`];
      const messages = [...system, ...turns(random.integer(2)), ...turns(1).slice(0, 1)];
      return { ...base, form, messages, chosen, rejected, ...withExtra(columns) };
    }
  }
}
