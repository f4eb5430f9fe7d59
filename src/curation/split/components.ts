import { at } from "../../base/at.ts";
import type { ExampleContent, ExampleLabel } from "../../core/example.ts";
import { comparedQuestion, keyOf } from "../duplicates/signature.ts";

/** What forbids that two examples are parted. */
export type LinkKind = "file" | "question" | "cluster";

export interface Link {
  readonly kind: LinkKind;
  /** For people: the path, the question, the cluster's name. */
  readonly name: string;
}

/** Examples that must have one split, because each is linked with another of them. */
export interface Component<E extends ExampleLabel> {
  /** The first, by code unit, of the paths in it; of the ids where no path is known. */
  readonly key: string;
  /** Those that take part, in the order they came. */
  readonly examples: readonly E[];
  /** Those that are left out but come from one of its files. */
  readonly leftOut: readonly E[];
  readonly paths: readonly string[];
  /** What unites examples of different files, what unites most files first. */
  readonly links: readonly (Link & { readonly fileCount: number })[];
}

/** What an example asks, as it is compared: undefined where it asks nothing. */
export type QuestionOf<E> = (example: E) => { readonly key: string; readonly plain: () => string } | undefined;

export function questionOf(content: ExampleContent): ReturnType<QuestionOf<ExampleContent>> {
  const plain = comparedQuestion(content);
  return plain === undefined ? undefined : { key: keyOf(plain), plain: () => plain };
}

/** Of a long question only its start is shown. */
const NAME_CHARACTERS = 80;

/**
 * Parts the examples into the smallest groups that no link crosses: examples of one file, of one near-duplicate cluster,
 * and with the same question. What is left out (a duplicate, a rejected example) links nothing but belongs to its file:
 * should it come back in place of another, its file is still not torn.
 */
export function componentsOf<E extends ExampleLabel>(
  examples: readonly E[],
  questionOf: QuestionOf<E>,
  isLeftOut: (example: E) => boolean = () => false,
): readonly Component<E>[] {
  const sets = new DisjointSets(examples.length);
  const [files, questions, clusters] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const unite = (firstWith: Map<string, number>, key: string | undefined, index: number): void => {
    if (key === undefined) return;
    const first = firstWith.get(key);
    if (first === undefined) firstWith.set(key, index);
    else sets.unite(first, index);
  };
  const takesPart = examples.map((example) => !isLeftOut(example));
  for (let index = 0; index < examples.length; index++) {
    const example = at(examples, index);
    unite(files, example.source?.path, index);
    if (takesPart[index] !== true) continue;
    unite(questions, questionOf(example)?.key, index);
    unite(clusters, example.cluster, index);
  }
  const members = new Map<number, number[]>();
  for (let index = 0; index < examples.length; index++) {
    const root = sets.rootOf(index);
    const list = members.get(root);
    if (list === undefined) members.set(root, [index]);
    else list.push(index);
  }
  return [...members.values()].map((indices): Component<E> => {
    const all = indices.map((index) => at(examples, index));
    const paths = pathsOf(all);
    return {
      key: paths[0] ?? all.map(({ id }) => id).sort()[0] ?? "",
      examples: all.filter((_, place) => takesPart[at(indices, place)] === true),
      leftOut: all.filter((_, place) => takesPart[at(indices, place)] !== true),
      paths,
      links: paths.length < 2 ? [] : crossLinks(all, questionOf, isLeftOut),
    };
  });
}

/** Each once, by code unit. */
function pathsOf(examples: readonly ExampleLabel[]): string[] {
  const paths = new Set<string>();
  let last: string | undefined;
  for (const { source } of examples) {
    if (source === undefined || source.path === last) continue;
    last = source.path;
    paths.add(last);
  }
  return [...paths].sort();
}

/** What links the example with others, as texts that are the same for the same link. */
function keysOf<E extends ExampleLabel>(example: E, questionOf: QuestionOf<E>, leftOut: boolean): string[] {
  const { source, cluster } = example;
  const keys = source === undefined ? [] : [`file ${source.path}`];
  if (leftOut) return keys;
  const question = questionOf(example);
  if (question !== undefined) keys.push(`question ${question.key}`);
  if (cluster !== undefined) keys.push(`cluster ${cluster}`);
  return keys;
}

function crossLinks<E extends ExampleLabel>(
  examples: readonly E[],
  questionOf: QuestionOf<E>,
  isLeftOut: (example: E) => boolean,
): Component<E>["links"] {
  const pathsOf = new Map<string, { readonly paths: Set<string>; readonly last: E }>();
  for (const example of examples) {
    const path = example.source?.path;
    if (path === undefined) continue;
    for (const key of keysOf(example, questionOf, isLeftOut(example))) {
      pathsOf.set(key, { paths: (pathsOf.get(key)?.paths ?? new Set()).add(path), last: example });
    }
  }
  return [...pathsOf]
    .filter(([, { paths }]) => paths.size > 1)
    .map(([key, { paths, last }]) => ({ ...linkOf(key, questionOf(last)?.plain), fileCount: paths.size }))
    .sort((a, b) => b.fileCount - a.fileCount || (a.name < b.name ? -1 : 1));
}

function linkOf(key: string, question: (() => string) | undefined): Link {
  const [kind, name] = [key.slice(0, key.indexOf(" ")) as LinkKind, key.slice(key.indexOf(" ") + 1)];
  if (kind !== "question") return { kind, name };
  const text = question?.() ?? "";
  return { kind, name: text.length > NAME_CHARACTERS ? `${text.slice(0, NAME_CHARACTERS)}…` : text };
}

/** Union by size with path halving (Tarjan and van Leeuwen, 1984): nearly linear. */
class DisjointSets {
  readonly #parent: Int32Array;
  readonly #size: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
    this.#size = new Int32Array(count).fill(1);
  }

  rootOf(item: number): number {
    let node = item;
    for (;;) {
      const parent = this.#parent[node] ?? node;
      if (parent === node) return node;
      const above = this.#parent[parent] ?? parent;
      this.#parent[node] = above;
      node = above;
    }
  }

  unite(a: number, b: number): void {
    let [larger, smaller] = [this.rootOf(a), this.rootOf(b)];
    if (larger === smaller) return;
    const [sizeA, sizeB] = [this.#size[larger] ?? 1, this.#size[smaller] ?? 1];
    if (sizeA < sizeB) [larger, smaller] = [smaller, larger];
    this.#parent[smaller] = larger;
    this.#size[larger] = sizeA + sizeB;
  }
}
