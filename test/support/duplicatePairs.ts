import type { ChatExample } from "../../src/core/example.ts";
import { at } from "../../src/base/at.ts";
import { Random } from "../../src/engine/data/random.ts";
import { proseOf } from "./prose.ts";

/** Two answers to different questions, and whether a person would call them the same. */
export interface LabelledPair {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly isSame: boolean;
}

/** Written by hand after what documentation in repositories looks like: edited copies, and neighbours that only look alike. */
const WRITTEN: readonly LabelledPair[] = [
  same(
    "one word replaced",
    "Opens the file for reading and returns a handle that must be closed by the caller when it is no longer needed.",
    "Opens the file for reading and returns a handle which must be closed by the caller when it is no longer needed.",
  ),
  same(
    "a sentence added",
    "Starts the server on the given port and resolves once it listens. The port is chosen by the system when it is zero. Errors while binding reject the promise.",
    "Starts the server on the given port and resolves once it listens. The port is chosen by the system when it is zero. Errors while binding reject the promise. See the guide.",
  ),
  same(
    "British and American spelling",
    "Normalises the colour of every pixel so that the sum of the channels is one, and leaves the alpha channel as it is in the source image.",
    "Normalizes the color of every pixel so that the sum of the channels is one, and leaves the alpha channel as it is in the source image.",
  ),
  same(
    "line breaks and list marks",
    "To install:\n\n- clone the repository\n- run the install script\n- restart the editor and open the command palette",
    "To install: clone the repository, run the install script, restart the editor and open the command palette.",
  ),
  same(
    "a version number changed",
    "Requires version 18 or later of the runtime, a C compiler, and Python for the build of native modules on Windows machines.",
    "Requires version 20 or later of the runtime, a C compiler, and Python for the build of native modules on Windows machines.",
  ),
  same(
    "code with another name for one variable",
    "```ts\nconst total = items.reduce((sum, item) => sum + item.price * item.count, 0);\nreturn formatMoney(total, options.currency, options.locale);\n```",
    "```ts\nconst result = items.reduce((sum, item) => sum + item.price * item.count, 0);\nreturn formatMoney(result, options.currency, options.locale);\n```",
  ),
  same(
    "a licence notice of another year",
    "Copyright 2019 the authors. Licensed under the Apache License; you may not use this file except in compliance with the License. You may obtain a copy of the License at the address below.",
    "Copyright 2024 the authors. Licensed under the Apache License; you may not use this file except in compliance with the License. You may obtain a copy of the License at the address below.",
  ),
  other(
    "two operations of one family",
    "Adds the two tensors element by element and returns a new tensor of the broadcast shape.",
    "Divides the first tensor by the second element by element; returns a new tensor of the broadcast shape.",
  ),
  other(
    "reader and writer",
    "Reads a 32-bit integer from the buffer at the given offset in little-endian order and returns it.",
    "Writes a 32-bit integer to the buffer at the given offset in big-endian order and returns the next offset.",
  ),
  other(
    "one template, two options",
    "`--seed`: decides which file goes to which split. A whole number from 0. Defaults to 0.",
    "`--rank`: the rank of the adapter's matrices. A whole number from 1. Defaults to 8.",
  ),
  other(
    "opposite effects",
    "Enables the cache for this request. Responses are kept until they expire or the store is full.",
    "Disables the cache for this request and removes what was kept of earlier responses.",
  ),
  other(
    "two signatures of one shape",
    "```ts\nfunction readConfig(path: string, options?: ReadOptions): Promise<Config>\n```",
    "```ts\nfunction writeConfig(path: string, config: Config): Promise<void>\n```",
  ),
  other(
    "a getter and its neighbour",
    "Returns the width of the element in pixels, including its border but not its margin.",
    "Returns the height of the element in pixels, without its border, its padding and its margin.",
  ),
  other(
    "one lead-in, two lists",
    "The following values are accepted:\n\n- red\n- green\n- blue\n- yellow\n- black",
    "The following values are accepted:\n\n- never\n- always\n- on change\n- on save\n- on focus",
  ),
  other(
    "the least and the most",
    "Sets the minimum number of attempts before a request is given up. Must be a whole number from 1.",
    "Sets the maximum number of attempts before a request is given up. Must be a whole number from 1.",
  ),
  other(
    "a signature and its sibling",
    "```ts\nfunction record<Key extends RecordKey, Value extends AnyType>(keyType: Key, valueType: Value, params?: string | RecordParams): RecordType<Key, Value>\n```",
    "```ts\nfunction partialRecord<Key extends RecordKey, Value extends AnyType>(keyType: Key, valueType: Value, params?: string | RecordParams): RecordType<Key & Partial, Value>\n```",
  ),
  other(
    "the same of a case and of a suite",
    "Returns a new specification that can be used to filter or run this specific test case.",
    "Returns a new specification that can be used to filter or run this specific test suite.",
  ),
  other(
    "used in other places",
    "`parseRow` is used in `src/formats/jsonl.ts` (lines 12, 40) and `src/app/importRows.ts` (line 88).",
    "`rowOf` is used in `src/formats/jsonl.ts` (line 91) and `src/app/exportRows.ts` (lines 7, 19).",
  ),
];

/** Copies of prose with a few mechanical edits, and pairs of prose that share words but no thought. */
function generated(count: number): LabelledPair[] {
  return Array.from({ length: count }, (_, i) => {
    const a = proseOf(1000 + i, 3 + (i % 4));
    if (i % 2 === 1) return other(`other text ${i}`, a, proseOf(500_000 + i, 3 + (i % 4)));
    return i % 4 === 0
      ? same(`edited copy ${i}`, a, edited(a, i))
      : same(`longer copy ${i}`, a, `${a} ${proseOf(i, 1)}`);
  });
}

/** Replaces one word, changes case and emphasis of another, and breaks the lines elsewhere. */
function edited(text: string, seed: number): string {
  const random = new Random(seed, 1);
  const words = text.split(" ");
  words[random.integer(words.length)] = `changed${random.integer(9)}`;
  const marked = random.integer(words.length);
  words[marked] = `**${at(words, marked).toUpperCase()}**`;
  return words.map((word, i) => (i % 9 === 8 ? `${word}\n` : `${word} `)).join("");
}

export const duplicatePairs = (generatedCount = 400): readonly LabelledPair[] => [
  ...WRITTEN,
  ...generated(generatedCount),
];

function same(name: string, a: string, b: string): LabelledPair {
  return { name, a, b, isSame: true };
}

function other(name: string, a: string, b: string): LabelledPair {
  return { name, a, b, isSame: false };
}

/** A conversation of one question and one answer; its id is `id`. */
export const chat = (id: string, question: string, answer: string, path?: string): ChatExample => ({
  form: "chat",
  id,
  kind: "section",
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
  ...(path === undefined ? {} : { source: { path, startLine: 1, endLine: 2 } }),
});
