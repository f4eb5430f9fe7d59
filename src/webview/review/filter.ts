import type { CuratedQuery, CuratedSort, DatasetCounts } from "../../core/curatedQuery.ts";
import type { Split } from "../../core/example.ts";
import { EXCLUSIONS, type Exclusion, REVIEW_STATES, type ReviewState, type Staleness } from "../../core/review.ts";
import { t } from "../strings.ts";
import { exclusionText, stateText } from "./words.ts";

/** One of the values of a condition, with what people read. */
export interface FilterChoice {
  readonly value: string;
  readonly label: string;
}

/** What the list is narrowed to, as it stands in the form; an empty text narrows nothing. */
export interface Filter {
  readonly text: string;
  readonly state: ReviewState | "";
  readonly kind: string;
  readonly split: Split | "none" | "";
  /** One of `concernChoices`. */
  readonly concern: string;
  readonly tag: string;
  readonly sort: CuratedSort;
  readonly isDescending: boolean;
}

export const NO_FILTER: Filter = {
  text: "",
  state: "",
  kind: "",
  split: "",
  concern: "",
  tag: "",
  sort: "source",
  isDescending: false,
};

export function queryOf(filter: Filter): CuratedQuery {
  const { text, state, kind, split, concern, tag, sort, isDescending } = filter;
  return {
    ...(text.trim() !== "" && { text: text.trim() }),
    ...(state !== "" && { states: [state] }),
    ...(kind !== "" && { kinds: [kind] }),
    ...(split !== "" && { splits: [split] }),
    ...(tag !== "" && { tags: [tag] }),
    ...concernQuery(concern),
    ...(sort !== "source" && { sort }),
    ...(isDescending && { descending: true }),
  };
}

/** How many conditions narrow the list; the order is none. */
export const conditionCount = (filter: Filter): number =>
  [filter.state, filter.kind, filter.split, filter.concern, filter.tag].filter((value) => value !== "").length;

function concernQuery(concern: string): CuratedQuery {
  const [group = "", value = ""] = splitOnce(concern);
  switch (group) {
    case "findings":
      return { findings: value === "undecided" ? "undecided" : "any" };
    case "stale":
      return { staleness: [value === "deleted" ? "deleted" : "changed"] satisfies Staleness["kind"][] };
    case "excluded": {
      const exclusion = EXCLUSIONS.find((each) => each === value);
      return { excluded: [exclusion ?? "none"] };
    }
    case "remark":
      return { remarks: [value] };
    default:
      return {};
  }
}

const splitOnce = (text: string): string[] => {
  const colon = text.indexOf(":");
  return colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
};

/** Choices that would show something, each with how many; the one that is chosen is always among them. */
export const stateChoices = ({ byState }: DatasetCounts, chosen: string): FilterChoice[] =>
  withAny(
    t("Any state"),
    REVIEW_STATES.map((state) => ({ value: state, label: stateText(state), count: byState[state] })),
    chosen,
  );

export const kindChoices = ({ byKind }: DatasetCounts, chosen: string): FilterChoice[] =>
  withAny(t("Any kind"), counted(byKind), chosen);

export const tagChoices = ({ byTag }: DatasetCounts, chosen: string): FilterChoice[] =>
  withAny(t("Any tag"), counted(byTag), chosen);

export const splitChoices = ({ bySplit }: DatasetCounts, chosen: string): FilterChoice[] =>
  withAny(
    t("Any split"),
    [
      { value: "train", label: t("Training"), count: bySplit.train },
      { value: "validation", label: t("Validation"), count: bySplit.validation },
      { value: "test", label: t("Test"), count: bySplit.test },
      { value: "none", label: t("No split yet"), count: bySplit.none },
    ],
    chosen,
  );

export function concernChoices(counts: DatasetCounts, chosen: string): FilterChoice[] {
  const { findings, stale, excluded, effective, byRemark } = counts;
  return withAny(
    t("Anything"),
    [
      { value: "findings:undecided", label: t("Secrets to decide about"), count: findings.undecided },
      { value: "findings:any", label: t("With secrets or personal data"), count: findings.total },
      { value: "stale:changed", label: t("Source changed since the decision"), count: stale.changed },
      { value: "stale:deleted", label: t("Source deleted"), count: stale.deleted },
      { value: "excluded:none", label: t("Takes part in training"), count: effective },
      ...EXCLUSIONS.map((exclusion: Exclusion) => ({
        value: `excluded:${exclusion}`,
        label: exclusionText(exclusion),
        count: excluded[exclusion] ?? 0,
      })),
      ...counted(byRemark).map(({ value, count }) => ({
        value: `remark:${value}`,
        label: t("Doubt: {0}", value),
        count,
      })),
    ],
    chosen,
  );
}

export const sortChoices = (): FilterChoice[] => [
  { value: "source", label: t("By file") },
  { value: "kind", label: t("By kind") },
  { value: "length", label: t("By length") },
  { value: "decided", label: t("By time of decision") },
];

interface Counted {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

const counted = (counts: Readonly<Record<string, number>>): Counted[] =>
  Object.entries(counts)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([value, count]) => ({ value, label: value, count }));

function withAny(any: string, choices: readonly Counted[], chosen: string): FilterChoice[] {
  const shown = choices.filter(({ value, count }) => count > 0 || value === chosen);
  const known = shown.map(({ value, label, count }) => ({ value, label: `${label} (${count})` }));
  const isKnown = chosen === "" || choices.some(({ value }) => value === chosen);
  return [{ value: "", label: any }, ...known, ...(isKnown ? [] : [{ value: chosen, label: `${chosen} (0)` }])];
}
