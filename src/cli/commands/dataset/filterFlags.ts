import { type Command, Option } from "commander";
import { ruleNames } from "../../../app/check/checkDataset.ts";
import type { CuratedQuery, CuratedSort } from "../../../core/curatedQuery.ts";
import type { Split } from "../../../core/example.ts";
import { EXCLUSIONS, REVIEW_STATES } from "../../../core/review.ts";
import { collect } from "../../flags.ts";

/** Which examples are meant. */
export interface FilterFlags {
  readonly id?: readonly string[];
  readonly search?: string;
  readonly kind?: readonly string[];
  readonly state?: CuratedQuery["states"];
  readonly split?: readonly (Split | "none")[];
  readonly stale?: true;
  readonly findings?: CuratedQuery["findings"];
  readonly remark?: readonly string[];
  readonly tagged?: readonly string[];
  readonly cluster?: string;
  readonly path?: string;
  readonly excluded?: CuratedQuery["excluded"];
}

const SORTS: readonly CuratedSort[] = ["source", "kind", "length", "decided"];

/** Flags that are given once each; several values of one flag are alternatives, several flags must all hold. */
export const addFilterFlags = (command: Command): Command =>
  command
    .option("--id <id>", "only this example, by the beginning of its id (may be repeated)", collect)
    .option("--search <words>", "only with all these words in question, answer, path, note or tags")
    .option("--kind <name>", "only this kind (may be repeated)", collect)
    .addOption(several("--state <states...>", "only in one of these states", REVIEW_STATES))
    .addOption(several("--split <splits...>", "only of one of these splits", ["train", "validation", "test", "none"]))
    .option("--stale", "only those whose source changed or is gone since they were decided")
    .addOption(
      several("--findings <which>", "only with secrets or personal data, or without", ["any", "undecided", "none"]),
    )
    .addOption(several("--remark <rules...>", "only with one of these remarks of the last `dataset check`", ruleNames))
    .option("--tagged <tag>", "only with this tag (may be repeated)", collect)
    .option("--cluster <id>", "only near-duplicates of this example")
    .option("--path <path>", "only of this file, or of this folder if it ends in a slash")
    .addOption(several("--excluded <reasons...>", "only left out for one of these reasons", [...EXCLUSIONS, "none"]));

export const addSortFlags = (command: Command): Command =>
  command
    .addOption(several("--sort <order>", "by what to sort (default: source)", SORTS))
    .option("--descending", "the other way round");

export interface SortFlags {
  readonly sort?: CuratedSort;
  readonly descending?: true;
}

const several = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices);

/** The flags as a query; undefined where none is given. */
export function queryOf(flags: FilterFlags): CuratedQuery | undefined {
  const { id, search, kind, state, split, stale, findings, remark, tagged, cluster, path, excluded } = flags;
  const query: CuratedQuery = {
    ...(id && { ids: id }),
    ...(search !== undefined && { text: search }),
    ...(kind && { kinds: kind }),
    ...(state && { states: state }),
    ...(split && { splits: split }),
    ...(stale && { staleness: ["changed", "deleted"] as const }),
    ...(findings && { findings }),
    ...(remark && { remarks: remark }),
    ...(tagged && { tags: tagged }),
    ...(cluster !== undefined && { cluster }),
    ...(path !== undefined && { path }),
    ...(excluded && { excluded }),
  };
  return Object.keys(query).length === 0 ? undefined : query;
}
