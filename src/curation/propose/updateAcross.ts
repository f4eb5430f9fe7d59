import type { Example, Provenance } from "../../core/example.ts";
import { type Card, cardOf } from "../yield/card.ts";
import { affectedNames, type NamingFile } from "./affectedNames.ts";
import type { FileFacts } from "./fileFacts.ts";
import { nameHash, usedNames } from "./mentionedNames.ts";
import { examplesAcross, knownLines, once } from "./proposeAcross.ts";
import { resolveUses } from "./resolveUses.ts";
import { sha256 } from "../fingerprint.ts";

/** A file with its facts, which are read only where they are wanted. */
export interface FactsOfFile {
  readonly path: string;
  /** The same for the same facts. */
  readonly factsKey: string;
  /** `mentionedNames(facts())`. */
  readonly names: Uint32Array;
  readonly facts: () => FileFacts;
}

/** What files say together, as far as one file is cited for it. */
export interface AcrossOfFile extends NamingFile, Pick<FactsOfFile, "factsKey"> {
  /** By kind, line and id. */
  readonly cards: readonly Card[];
  /** Of each card, `nameHash` of the symbol that it is about. */
  readonly about: readonly number[];
  /** Proposals that said something their source does not. */
  readonly ungrounded: readonly Ungrounded[];
}

interface Ungrounded {
  readonly kind: string;
  readonly about: number;
}

/**
 * What files say together, by file; worked out anew only for the names of `affectedNames`.
 *
 * @param files in the order of their paths.
 * @param kept what this gave for an earlier state of all files, or an empty map. What did not change is given back as it is.
 * @param kinds of `CROSS_PROPOSERS`, the same as for `kept`; others are passed over.
 */
export function updateAcross(
  files: readonly FactsOfFile[],
  kept: ReadonlyMap<string, AcrossOfFile>,
  kinds: readonly string[],
): ReadonlyMap<string, AcrossOfFile> {
  const now = new Map(
    files.map((file): [string, FactsOfFile & NamingFile] => {
      const { path, factsKey, names, facts } = file;
      const before = kept.get(path);
      const linksKey = before?.factsKey === factsKey ? before.linksKey : linksKeyOf(facts());
      return [path, { path, factsKey, names, facts, linksKey }];
    }),
  );
  const changed = [
    ...files.filter(({ path, factsKey }) => kept.get(path)?.factsKey !== factsKey).map(({ path }) => path),
    ...[...kept.keys()].filter((path) => !now.has(path)),
  ];
  if (changed.length === 0) return kept;
  const names = kept.size === 0 ? undefined : affectedNames(kept, now, changed);
  const found = examplesAbout(files, names, kinds);
  return new Map(
    [...now.values()].map((file) => {
      const fresh = found.get(file.path) ?? { cards: [], about: [], ungrounded: [] };
      const before = names === undefined ? undefined : kept.get(file.path);
      return [file.path, merged(file, before, fresh, names ?? new Set<number>())];
    }),
  );
}

const linksKeyOf = ({ reexports }: FileFacts): string =>
  reexports.length === 0 ? "" : sha256("links", reexports).slice(0, 16);

type Found = { cards: Card[]; about: number[]; ungrounded: Ungrounded[] };

/** @param names the hashes of those that are asked about; undefined for all. */
function examplesAbout(
  files: readonly FactsOfFile[],
  names: ReadonlySet<number> | undefined,
  kinds: readonly string[],
): ReadonlyMap<string, Found> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const read = new Map<string, FileFacts | undefined>();
  const factsAt = (path: string): FileFacts | undefined => {
    if (!read.has(path)) read.set(path, byPath.get(path)?.facts());
    return read.get(path);
  };
  const concerned = files.filter((file) => names === undefined || file.names.some((name) => names.has(name)));
  const whole = concerned.flatMap(({ path }) => factsAt(path) ?? []);
  const about = names === undefined ? whole : whole.map((facts) => restricted(facts, names));
  const usedSymbols = once(() => resolveUses(about, factsAt));
  const found = new Map<string, Found>();
  const known = knownLines(whole, []);
  for (const { example, about: symbol = "", isGrounded } of examplesAcross(
    { files: about, commits: [], usedSymbols },
    known,
    kinds,
  )) {
    if (!isOfFile(example)) continue;
    const { path } = example.source;
    const own = found.get(path) ?? { cards: [], about: [], ungrounded: [] };
    found.set(path, own);
    if (isGrounded) {
      own.cards.push(cardOf(example));
      own.about.push(nameHash(symbol));
    } else own.ungrounded.push({ kind: example.kind, about: nameHash(symbol) });
  }
  return found;
}

const isOfFile = (example: Example): example is Example & { readonly source: Provenance } =>
  example.source !== undefined;

/** As if the file said nothing of other names. */
function restricted(facts: FileFacts, names: ReadonlySet<number>): FileFacts {
  const used = usedNames(facts);
  return {
    ...facts,
    declarations: facts.declarations.filter(({ symbol }) => names.has(nameHash(symbol))),
    uses: facts.uses.filter((_, index) => names.has(nameHash(used[index] ?? ""))),
  };
}

function merged(
  { path, factsKey, linksKey, names: ownNames }: FactsOfFile & NamingFile,
  before: AcrossOfFile | undefined,
  fresh: Found,
  names: ReadonlySet<number>,
): AcrossOfFile {
  const stays = (about: number): boolean => !names.has(about);
  const isUntouched =
    before?.factsKey === factsKey &&
    fresh.cards.length === 0 &&
    fresh.ungrounded.length === 0 &&
    before.about.every(stays) &&
    before.ungrounded.every(({ about }) => stays(about));
  if (isUntouched) return before;
  const cards = [
    ...(before?.cards ?? []).flatMap((card, index) => {
      const about = before?.about[index] ?? 0;
      return stays(about) ? [{ card, about }] : [];
    }),
    ...fresh.cards.map((card, index) => ({ card, about: fresh.about[index] ?? 0 })),
  ].sort((a, b) => compareCards(a.card, b.card));
  return {
    path,
    factsKey,
    names: ownNames,
    linksKey,
    cards: cards.map(({ card }) => card),
    about: cards.map(({ about }) => about),
    ungrounded: [...(before?.ungrounded ?? []).filter(({ about }) => stays(about)), ...fresh.ungrounded].sort((a, b) =>
      a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.about - b.about,
    ),
  };
}

function compareCards(a: Card, b: Card): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.source.startLine - b.source.startLine || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
