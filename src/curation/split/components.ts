import { at } from "../../base/at.ts";
import type { Example } from "../../core/example.ts";
import { comparedQuestion } from "../duplicates/signature.ts";
import { sha256 } from "../fingerprint.ts";

/** What forbids that two examples are parted. */
export type LinkKind = "file" | "question" | "cluster";

export interface Link {
  readonly kind: LinkKind;
  /** For people: the path, the question, the cluster's name. */
  readonly name: string;
}

/** Examples that must have one split, because each is linked with another of them. */
export interface Component {
  /** The first, by code unit, of the paths in it; of the ids where no path is known. */
  readonly key: string;
  /** Those that take part, in the order they came. */
  readonly examples: readonly Example[];
  /** Those that are left out but come from one of its files. */
  readonly leftOut: readonly Example[];
  readonly paths: readonly string[];
  /** What unites examples of different files, what unites most files first. */
  readonly links: readonly (Link & { readonly fileCount: number })[];
}

/** Of a long question only its start is shown. */
const NAME_CHARACTERS = 80;

/**
 * Parts the examples into the smallest groups that no link crosses: examples of one file, of one near-duplicate cluster,
 * and with the same question. What is left out (a duplicate, a rejected example) links nothing but belongs to its file:
 * should it come back in place of another, its file is still not torn.
 */
export function componentsOf(
  examples: readonly Example[],
  isLeftOut: (example: Example) => boolean = () => false,
): readonly Component[] {
  const sets = new DisjointSets(examples.length);
  const firstWith = new Map<string, number>();
  const linkNames = new Map<string, Link>();
  const linksOf = examples.map((example, index) => {
    const keys = keysOf(example, isLeftOut(example)).map(({ key, link }) => {
      linkNames.set(key, link);
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, index);
      else sets.unite(first, index);
      return key;
    });
    return keys;
  });
  const members = new Map<number, number[]>();
  for (let index = 0; index < examples.length; index++) {
    const root = sets.rootOf(index);
    const list = members.get(root);
    if (list === undefined) members.set(root, [index]);
    else list.push(index);
  }
  return [...members.values()].map((indices): Component => {
    const all = indices.map((index) => at(examples, index));
    const paths = [...new Set(all.flatMap(({ source }) => (source === undefined ? [] : [source.path])))].sort();
    return {
      key: paths[0] ?? all.map(({ id }) => id).sort()[0] ?? "",
      examples: all.filter((example) => !isLeftOut(example)),
      leftOut: all.filter(isLeftOut),
      paths,
      links: paths.length < 2 ? [] : crossLinks(indices, examples, linksOf, linkNames),
    };
  });
}

function keysOf(example: Example, leftOut: boolean): { readonly key: string; readonly link: Link }[] {
  const { source, cluster } = example;
  const file: { key: string; link: Link }[] =
    source === undefined ? [] : [{ key: `file ${source.path}`, link: { kind: "file", name: source.path } }];
  if (leftOut) return file;
  const question = comparedQuestion(example);
  return [
    ...file,
    ...(question === undefined ? [] : [{ key: `question ${sha256(question)}`, link: questionLink(question) }]),
    ...(cluster === undefined
      ? []
      : [{ key: `cluster ${cluster}`, link: { kind: "cluster" as const, name: cluster } }]),
  ];
}

const questionLink = (question: string): Link => ({
  kind: "question",
  name: question.length > NAME_CHARACTERS ? `${question.slice(0, NAME_CHARACTERS)}…` : question,
});

function crossLinks(
  indices: readonly number[],
  examples: readonly Example[],
  linksOf: readonly (readonly string[])[],
  linkNames: ReadonlyMap<string, Link>,
): Component["links"] {
  const pathsOf = new Map<string, Set<string>>();
  for (const index of indices) {
    const path = examples[index]?.source?.path;
    if (path === undefined) continue;
    for (const key of linksOf[index] ?? []) pathsOf.set(key, (pathsOf.get(key) ?? new Set()).add(path));
  }
  return [...pathsOf]
    .flatMap(([key, paths]) => {
      const link = linkNames.get(key);
      return link === undefined || paths.size < 2 ? [] : [{ ...link, fileCount: paths.size }];
    })
    .sort((a, b) => b.fileCount - a.fileCount || (a.name < b.name ? -1 : 1));
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
    while (at(this.#parent, node) !== node) {
      this.#parent[node] = at(this.#parent, at(this.#parent, node));
      node = at(this.#parent, node);
    }
    return node;
  }

  unite(a: number, b: number): void {
    let [larger, smaller] = [this.rootOf(a), this.rootOf(b)];
    if (larger === smaller) return;
    if (at(this.#size, larger) < at(this.#size, smaller)) [larger, smaller] = [smaller, larger];
    this.#parent[smaller] = larger;
    this.#size[larger] = at(this.#size, larger) + at(this.#size, smaller);
  }
}
