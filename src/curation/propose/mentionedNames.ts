import { mix32 } from "../duplicates/mix32.ts";
import type { FileFacts } from "./fileFacts.ts";

/**
 * The names whose examples depend on a file: those that it declares, and those that it uses, as they are called where
 * they are declared. Each as `nameHash`, ascending.
 */
export function mentionedNames(facts: FileFacts): Uint32Array<ArrayBuffer> {
  const hashes = new Set<number>();
  for (const { symbol } of facts.declarations) hashes.add(nameHash(symbol));
  for (const name of usedNames(facts)) hashes.add(nameHash(name));
  return Uint32Array.from(hashes).sort();
}

/** Of each of a file's uses, in their order, the name of what may be meant. */
export function usedNames({ imports, uses }: Pick<FileFacts, "imports" | "uses">): string[] {
  const imported = new Map(imports.map((each) => [each.local, each]));
  return uses.map(({ name }) => imported.get(name)?.name ?? name);
}

/** 32 bits that tell most names apart (FNV-1a, mixed). Where two share them, one is worked out for nothing. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return mix32(hash);
}
