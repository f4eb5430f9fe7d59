import type { CuratedQuery, CuratedSort } from "../../core/curatedQuery.ts";
import { EXCLUSIONS, REVIEW_STATES } from "../../core/review.ts";
import { compareText, SPLIT_NAMES } from "../exampleTable.ts";
import type { Labels } from "../labels.ts";
import { exclusionCode, type StoredDataset } from "../storedDataset.ts";
import type { TextIndex } from "./textIndex.ts";

type Test = (row: number) => boolean;

/** The rows that a query asks for, in the order it asks for: one pass over columns, the cheapest conditions first. */
export function matchingRows(dataset: StoredDataset, texts: TextIndex, query: CuratedQuery): number[] {
  const tests = [...columnTests(dataset, query), ...lookedUpTests(dataset, query)];
  if (query.text !== undefined) tests.push(texts.matching(query.text));
  const rows: number[] = [];
  for (const row of candidates(dataset, query)) {
    if (tests.every((test) => test(row))) rows.push(row);
  }
  return sorted(dataset, rows, query);
}

function candidates(dataset: StoredDataset, { ids }: CuratedQuery): Iterable<number> {
  if (ids === undefined) return dataset.table.order;
  const wanted = new Set(ids.flatMap((id) => dataset.table.rowOf(id) ?? []));
  return dataset.table.order.filter((row) => wanted.has(row));
}

function columnTests({ table, state, excluded }: StoredDataset, query: CuratedQuery): Test[] {
  const tests: Test[] = [];
  const { kinds, states, splits, excluded: exclusions, cluster, path } = query;
  if (kinds) tests.push(within(table.kind, codes(table.kinds, kinds)));
  if (states) tests.push(within(state, new Set(states.map((each) => REVIEW_STATES.indexOf(each)))));
  if (splits) tests.push(within(table.split, new Set(splits.map((split) => SPLIT_NAMES.indexOf(split)))));
  if (exclusions) {
    const wanted = exclusions.map((each) => exclusionCode(EXCLUSIONS.find((exclusion) => exclusion === each)));
    tests.push(within(excluded, new Set(wanted)));
  }
  if (cluster !== undefined) tests.push(within(table.cluster, codes(table.clusters, [cluster])));
  if (path !== undefined) {
    const isWanted = path.endsWith("/") ? (name: string) => name.startsWith(path) : (name: string) => name === path;
    tests.push(within(table.path, codes(table.paths, table.paths.names.filter(isWanted))));
  }
  return tests;
}

/** Conditions on what only few examples have. */
function lookedUpTests(dataset: StoredDataset, query: CuratedQuery): Test[] {
  const tests: Test[] = [];
  const { staleness, findings, remarks, tags } = query;
  if (staleness) tests.push((row) => staleness.includes(dataset.stalenessAt(row)?.kind ?? "current"));
  if (findings === "none") tests.push((row) => dataset.findingsAt(row).length === 0);
  if (findings === "any") tests.push((row) => dataset.findingsAt(row).length > 0);
  if (findings === "undecided") tests.push((row) => dataset.undecidedFindingsAt(row).length > 0);
  if (tags) tests.push((row) => dataset.decisionAt(row)?.tags?.some((tag) => tags.includes(tag)) === true);
  if (remarks) {
    const judged = new Set(dataset.judgedRows());
    tests.push((row) => judged.has(row) && dataset.remarksAt(row).some(({ rule }) => remarks.includes(rule)));
  }
  return tests;
}

const within =
  (column: ArrayLike<number>, wanted: ReadonlySet<number>): Test =>
  (row) =>
    wanted.has(column[row] ?? -1);

const codes = (labels: Labels, names: readonly string[]): ReadonlySet<number> =>
  new Set(names.flatMap((name) => labels.find(name) ?? []));

function sorted(dataset: StoredDataset, rows: number[], { sort = "source", descending }: CuratedQuery): number[] {
  const compare = comparison(dataset, sort);
  // The rows come in reading order, and a stable sort keeps it among equals.
  if (compare) rows.sort(compare);
  return descending ? rows.reverse() : rows;
}

function comparison(dataset: StoredDataset, sort: CuratedSort): ((a: number, b: number) => number) | undefined {
  const { kind, kinds, length } = dataset.table;
  const decidedAt = (row: number): string => dataset.decisionAt(row)?.at ?? "";
  switch (sort) {
    case "source":
      return undefined;
    case "kind":
      return (a, b) => compareText(kinds.nameOf(kind[a] ?? 0) ?? "", kinds.nameOf(kind[b] ?? 0) ?? "");
    case "length":
      return (a, b) => (length[a] ?? 0) - (length[b] ?? 0);
    case "decided":
      return (a, b) => compareText(decidedAt(a), decidedAt(b));
  }
}
