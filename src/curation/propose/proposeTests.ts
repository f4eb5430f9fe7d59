import type { ChunkedFile, TestChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { asked, code } from "./ask.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { provenanceOf } from "./sourceLines.ts";

const MAX_TITLES = 12;
const MAX_LENGTH = 900;
/** A title says a behaviour from here on: "works", "parse", "test 1" do not. */
const MIN_TITLE_WORDS = 3;
/** As `test_refuses_what_is_empty` does, and `test_parse_error` does not. */
const MIN_NAME_WORDS = 5;

/** Titles of tests as questions about what the code is expected to do. */
export const proposeTests: Proposer = {
  kind: "test",
  description: "what the code is expected to do, by the titles of its tests",
  onByDefault: true,
  cap: { perLeading: 0.5, atLeast: 100 },
  normalization: "prose",
  fixedWords: ["and", "more"],
  propose: (file, lines) => groupsOf(file).flatMap((group) => fromGroup(group, file, lines)),
};

interface Group {
  /** From the outermost down to the one that holds the tests; empty at the top of a file. */
  readonly titles: readonly string[];
  readonly tests: readonly TestChunk[];
}

function groupsOf(file: ChunkedFile): Group[] {
  const groups = new Map<string, { titles: readonly string[]; tests: TestChunk[] }>();
  for (const chunk of file.chunks) {
    if (chunk.kind !== "test") continue;
    const titles = chunk.titles.slice(0, -1);
    const key = JSON.stringify(titles);
    const group = groups.get(key) ?? { titles, tests: [] };
    group.tests.push(chunk);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function fromGroup({ titles, tests }: Group, file: ChunkedFile, lines: readonly string[]): Proposal[] {
  const worth = tests.filter(({ titles: all }) => isBehaviour(all.at(-1) ?? ""));
  const said: TestChunk[] = [];
  let room = MAX_LENGTH;
  for (const test of worth) {
    const title = test.titles.at(-1) ?? "";
    if (said.length === MAX_TITLES || title.length > room) break;
    if (said.some(({ titles: all }) => all.at(-1) === title)) continue;
    said.push(test);
    room -= title.length;
  }
  const [first, last] = [said[0], said.at(-1)];
  if (first === undefined || last === undefined) return [];
  const quotes = said.map((test) => test.titles.at(-1) ?? "");
  const more = worth.length > said.length ? "\n\nAnd more." : "";
  const answer =
    quotes.length === 1 && more === "" ? quotes.join("") : quotes.map((title) => `- ${title}`).join("\n") + more;
  const group = titles.join(" > ");
  const startLine = Math.min(...said.map(({ source }) => source.startLine));
  const endLine = Math.max(...said.map(({ source }) => source.endLine));
  return [
    {
      content: asked(questionAbout(titles, file.path), answer),
      anchor: group,
      source: provenanceOf(file.path, lines, [startLine, endLine], group === "" ? undefined : group),
      quotes,
    },
  ];
}

/** Titles that are filled in when they run, or that only name the thing under test, say little. */
function isBehaviour(title: string): boolean {
  if (/%[sdifjo#p$]|\$\{|\$\w|\n/.test(title)) return false;
  const wordCount = title.match(/\p{L}{2,}/gu)?.length ?? 0;
  return wordCount >= (/\s/.test(title) ? MIN_TITLE_WORDS : MIN_NAME_WORDS);
}

function questionAbout(titles: readonly string[], path: string): string {
  const file = code(path);
  const group = titles.map((title) => title.replaceAll('"', "'")).join(" > ");
  if (group === "") {
    return chooseBy(
      [`What do the tests in ${file} check?`, `Which behaviour do the tests in ${file} expect?`],
      "test",
      path,
    );
  }
  return chooseBy(
    [
      `What is "${group}" expected to do, by the tests in ${file}?`,
      `What do the tests in ${file} say about "${group}"?`,
      `Which behaviour of "${group}" does ${file} test?`,
      `What does ${file} expect of "${group}"?`,
    ],
    "test",
    path,
    group,
  );
}
