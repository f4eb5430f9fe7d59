import { KINDS, requireKinds } from "../../curation/propose/kinds.ts";

/** A kind of example that `buildDataset` can make. */
export interface DatasetKind {
  readonly name: string;
  /** One line: what its examples teach. */
  readonly description: string;
  readonly onByDefault: boolean;
}

/** Every kind of example, in the order they are listed to people. */
export const datasetKinds: readonly DatasetKind[] = KINDS.map(({ kind, description, onByDefault }) => ({
  name: kind,
  description,
  onByDefault,
}));

export interface KindChoice {
  /** Nothing but these. Defaults to the kinds that are on by default. */
  readonly only?: readonly string[];
  readonly added?: readonly string[];
  readonly without?: readonly string[];
}

/** The kinds that a choice comes to. @throws UserError `dataset/unknown-kind`. */
export function chosenKinds({ only, added = [], without = [] }: KindChoice): string[] {
  requireKinds([...(only ?? []), ...added, ...without]);
  const named = only ?? datasetKinds.filter(({ onByDefault }) => onByDefault).map(({ name }) => name);
  return [...new Set([...named, ...added])].filter((name) => !without.includes(name));
}
