import type { ChunkedFile } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import { commentedKeys } from "./commentedKeys.ts";
import { flagsInCode } from "./flagsInCode.ts";
import { isHollow } from "./hollow.ts";
import type { DocumentedOption } from "./documentedOption.ts";
import { optionTables } from "./optionTables.ts";
import { isTestPath, isUnreadPath } from "./pathKinds.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { schemaProperties } from "./schemaProperties.ts";
import { asSentence, capitalized, tagText } from "./tagText.ts";

/** "The port." says what `port` says. */
const MIN_NEW_WORDS = 2;

/** Options, settings, flags and keys as questions about what they do. */
export const proposeOptions: Proposer = {
  kind: "option",
  description: "what an option, setting or flag does, from tables, commented configuration, schemas and help texts",
  onByDefault: true,
  cap: { perLeading: 1, atLeast: 200 },
  normalization: "prose",
  fixedWords: "defaults to type it is here".split(" "),
  propose: (file, lines) => {
    if (isTestPath(file.path) || isUnreadPath(file.path)) return [];
    return optionsOf(file, lines).flatMap((option) => fromOption(option, file));
  },
};

function optionsOf(file: ChunkedFile, lines: readonly string[]): DocumentedOption[] {
  switch (file.language) {
    case "json":
    case "jsonc":
      return [...schemaProperties(file.path, lines), ...commentedKeys(file.path, lines, "json")];
    case "yaml":
    case "toml":
    case "ini":
      return commentedKeys(file.path, lines, file.language);
    default:
      return file.chunks.some(({ kind }) => kind === "section") ? optionTables(file, lines) : flagsInCode(file, lines);
  }
}

const acts: ReadonlySet<string> = new Set([
  "option",
  "flag",
  "setting",
  "key",
  "command",
  "rule",
  "method",
  "script",
  "switch",
  "environment variable",
]);

function fromOption(option: DocumentedOption, file: ChunkedFile): Proposal[] {
  const { name, noun, type, defaultValue, value, source, context } = option;
  const plain = tagText(option.text, [name], MIN_NEW_WORDS);
  if (plain === undefined || isHollow(plain)) return [];
  const text = capitalized(plain);
  const answer = [
    asSentence(text),
    type === undefined ? "" : ` Type: ${code(type)}.`,
    defaultValue === undefined ? "" : ` Defaults to ${code(defaultValue)}.`,
    value === undefined ? "" : ` It is ${code(value)} here.`,
  ].join("");
  const where = context === undefined ? code(file.path) : `"${context.replaceAll('"', "'")}" in ${code(file.path)}`;
  const questions = [
    // A package is for something, and does nothing.
    ...(acts.has(noun) ? [`What does the ${noun} ${code(name)} do? Answer from ${where}.`] : []),
    `What is the ${noun} ${code(name)} of ${where} for?`,
    `What does ${code(file.path)} say about the ${noun} ${code(name)}?`,
    `Explain the ${noun} ${code(name)} of ${where}.`,
  ];
  const pieces = [text, type, defaultValue, value];
  return [
    {
      content: asked(chooseBy(questions, "option", file.path, name), answer),
      anchor: context === undefined ? name : `${context} > ${name}`,
      source,
      quotes: pieces.filter((piece): piece is string => piece !== undefined),
    },
  ];
}
