import type { Example, ExampleLabel, Split } from "../../core/example.ts";
import { assignSplits, TOLERATED_MISS } from "./assignSplits.ts";
import { type Component, componentsOf, type QuestionOf, questionOf as questionOfExample } from "./components.ts";
import { DEFAULT_SHARES, type SplitShares } from "./shares.ts";

export interface SplitOptions<E extends ExampleLabel = Example> {
  /** 0 is a seed like any other. */
  readonly seed: number;
  /** Defaults to `DEFAULT_SHARES`. */
  readonly shares?: SplitShares;
  /** Splits of an earlier build, by path or by id: they win over what would be drawn. Defaults to none. */
  readonly frozen?: ReadonlyMap<string, Split>;
  /** Whether an example brought its split along. Defaults to those that are imported or of no file. */
  readonly hasOwnSplit?: (example: E) => boolean;
  /** Duplicates, rejected examples: they go where their file goes and move nothing. Defaults to none. */
  readonly isLeftOut?: (example: E) => boolean;
}

/** A component that is in the test set because a part of it was frozen there. */
export interface PulledIntoTest {
  readonly key: string;
  /** Paths and ids that were frozen, sorted. */
  readonly frozen: readonly string[];
  /** Examples that came along, of which none was frozen into the test set. */
  readonly exampleCount: number;
  /** Of these, those that were trained on before: an adapter of an earlier build has seen them. */
  readonly trainedBeforeCount: number;
  readonly links: Component<ExampleLabel>["links"];
}

/** An example whose own split would have leaked. */
export interface OverruledSplit {
  readonly id: string;
  readonly own: Split;
  readonly split: Split;
  /** The component it belongs to. */
  readonly key: string;
}

export interface SplitPlan {
  /** By example id; of every example that was given. */
  readonly splits: ReadonlyMap<string, Split>;
  readonly componentCount: number;
  /** Examples that take part, by split. */
  readonly counts: Readonly<Record<Split, number>>;
  readonly pulledIntoTest: readonly PulledIntoTest[];
  readonly overruled: readonly OverruledSplit[];
  /** Held-out splits that miss their share by more than half of it, since groups are not parted. */
  readonly missed: readonly MissedShare[];
  /** A component with more than half of all examples: what it hinders, and why it is so large, can be told from it. */
  readonly dominant?: DominantComponent;
}

export interface MissedShare {
  readonly split: Split;
  /** Of all examples that take part, from 0 to 1. */
  readonly wanted: number;
  readonly share: number;
}

export interface DominantComponent {
  readonly key: string;
  readonly exampleCount: number;
  /** From 0.5 to 1. */
  readonly share: number;
  readonly fileCount: number;
  /** What unites its files; empty where it is one file. */
  readonly links: Component<ExampleLabel>["links"];
}

/** From here on one component decides what the shares are. */
const DOMINANT_SHARE = 0.5;

/**
 * Gives every example a split so that nothing judged was learned from: what shares a file, a near-duplicate cluster or a
 * question stays together (`componentsOf`), and goes where `assignSplits` draws it by seed and key. The splits of an
 * earlier build are kept; where a component has several, what was held out stays held out: test wins over validation,
 * validation over training. In the same way an example's own split is kept unless another of its component forbids it.
 *
 * @throws UserError `dataset/bad-shares`.
 */
export const splitExamples = (examples: readonly Example[], options: SplitOptions): SplitPlan =>
  splitLabelled(examples, options, questionOfExample);

/** As `splitExamples`, of examples whose texts need not be at hand. */
export function splitLabelled<E extends ExampleLabel>(
  examples: readonly E[],
  options: SplitOptions<E>,
  questionOf: QuestionOf<E>,
): SplitPlan {
  const { seed, shares = DEFAULT_SHARES, frozen = new Map<string, Split>(), hasOwnSplit = isImported } = options;
  const components = componentsOf(examples, questionOf, options.isLeftOut).map((component) => ({
    ...component,
    frozenNames: frozenNames(component, frozen),
  }));
  const ownSplit = (example: E): Split | undefined => (hasOwnSplit(example) ? example.split : undefined);
  const groups = components.map((component) => {
    const earlier = heldOutFirst(component.frozenNames.map((name) => frozen.get(name)));
    const fixed = earlier ?? heldOutFirst(component.examples.map(ownSplit));
    return { key: component.key, count: component.examples.length, ...(fixed && { fixed }) };
  });
  const assigned = assignSplits(groups, seed, shares);
  const splits = new Map<string, Split>();
  const counts: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  const overruled: OverruledSplit[] = [];
  for (const { key, examples: members, leftOut } of components) {
    const split = assigned.get(key) ?? "train";
    counts[split] += members.length;
    for (const example of [...members, ...leftOut]) splits.set(example.id, split);
    for (const example of members) {
      const own = ownSplit(example);
      if (own !== undefined && own !== split) overruled.push({ id: example.id, own, split, key });
    }
  }
  const dominant = dominantOf(components);
  return {
    splits,
    componentCount: components.length,
    counts,
    pulledIntoTest: components.flatMap((component) => pulledIntoTest(component, frozen)),
    overruled,
    missed: missedShares(counts, shares),
    ...(dominant && { dominant }),
  };
}

/** @param counts of the examples that take part. */
export function missedShares(counts: SplitPlan["counts"], shares: SplitShares): MissedShare[] {
  const total = counts.train + counts.validation + counts.test;
  const shareSum = shares.train + shares.validation + shares.test;
  return (["validation", "test"] as const).flatMap((split) => {
    const wanted = shares[split] / shareSum;
    const share = total === 0 ? wanted : counts[split] / total;
    return Math.abs(share - wanted) > TOLERATED_MISS * wanted ? [{ split, wanted, share }] : [];
  });
}

const isImported = ({ kind, source }: ExampleLabel): boolean => kind === "imported" || source === undefined;

function heldOutFirst(splits: readonly (Split | undefined)[]): Split | undefined {
  return (["test", "validation", "train"] as const).find((split) => splits.includes(split));
}

/** Paths and ids of a component that an earlier build knew. */
function frozenNames({ paths, examples }: Component<ExampleLabel>, frozen: ReadonlyMap<string, Split>): string[] {
  const names = paths.filter((path) => frozen.has(path));
  for (const { id } of examples) if (frozen.has(id)) names.push(id);
  return names;
}

function pulledIntoTest(
  component: Component<ExampleLabel> & { readonly frozenNames: readonly string[] },
  frozen: ReadonlyMap<string, Split>,
): PulledIntoTest[] {
  const names = component.frozenNames.filter((name) => frozen.get(name) === "test");
  if (names.length === 0) return [];
  const earlierSplit = ({ id, source }: ExampleLabel) => frozen.get(id) ?? frozen.get(source?.path ?? "");
  const pulled = component.examples.filter((example) => earlierSplit(example) !== "test");
  if (pulled.length === 0) return [];
  return [
    {
      key: component.key,
      frozen: names.sort(),
      exampleCount: pulled.length,
      trainedBeforeCount: pulled.filter((example) => earlierSplit(example) === "train").length,
      links: component.links,
    },
  ];
}

function dominantOf(components: readonly Component<ExampleLabel>[]): DominantComponent | undefined {
  const total = components.reduce((sum, { examples }) => sum + examples.length, 0);
  const [largest] = [...components].sort((a, b) => b.examples.length - a.examples.length);
  if (largest === undefined || largest.examples.length <= DOMINANT_SHARE * total) return undefined;
  const { key, examples, paths, links } = largest;
  return { key, exampleCount: examples.length, share: examples.length / total, fileCount: paths.length, links };
}
