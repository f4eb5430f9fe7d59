import type { Example } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { contentHash } from "../../curation/exampleId.ts";

export interface AddedExamples {
  /** The earlier ones in their order, then the new. */
  readonly examples: readonly Example[];
  readonly addedCount: number;
  /** With the same id and content as an earlier one. */
  readonly alreadyThereCount: number;
  /** Took the place of an earlier one with their id. */
  readonly replacedCount: number;
  /** Their id belongs to another example: they got one with a number. */
  readonly renamedCount: number;
  /** The ids the new ones have now, by those they came with. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Adds examples to a dataset without losing one.
 *
 * @param added each with an id of its own.
 * @param onSameId what becomes of an example whose id an earlier one has with another content: it takes its place, or
 * stands beside it under a new id.
 */
export function addExamples(
  earlier: readonly Example[],
  added: readonly Example[],
  onSameId: "rename" | "replace",
): AddedExamples {
  const byId = new Map(earlier.map((example) => [example.id, example]));
  const freeId = idFinder(byId);
  const ids = new Map<string, string>();
  let [addedCount, alreadyThereCount, replacedCount, renamedCount] = [0, 0, 0, 0];
  for (const example of added) {
    const before = byId.get(example.id);
    ids.set(example.id, example.id);
    if (before === undefined) {
      byId.set(example.id, example);
      addedCount += 1;
    } else if (contentHash(contentOf(before)) === contentHash(contentOf(example))) alreadyThereCount += 1;
    else if (onSameId === "replace") {
      byId.set(example.id, example);
      replacedCount += 1;
    } else {
      const id = freeId(example.id);
      byId.set(id, { ...example, id });
      ids.set(example.id, id);
      renamedCount += 1;
    }
  }
  return { examples: [...byId.values()], addedCount, alreadyThereCount, replacedCount, renamedCount, ids };
}

/** `ID-2`, or the next number that is free; asked a million times about one id, it does not count from 2 again. */
export function idFinder(taken: { readonly has: (id: string) => boolean }): (id: string) => string {
  const next = new Map<string, number>();
  return (id) => {
    let number = next.get(id) ?? 2;
    while (taken.has(`${id}-${number}`)) number += 1;
    next.set(id, number + 1);
    return `${id}-${number}`;
  };
}
