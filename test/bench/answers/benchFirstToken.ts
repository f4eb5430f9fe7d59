import { benchRepository } from "../dataset/repository.ts";
import { mineFunctions } from "../retrieval/mineFunctions.ts";
import { TRAINING_PACKAGES, TUNING_PACKAGES } from "../retrieval/sourcePackages.ts";
import { type FirstTokenFigures, measureFirstToken } from "./measureFirstToken.ts";

const FILES = 1000;
/** Packages of the repository whose functions are asked about by their doc comments. */
const ASKED = new Set(["rxjs", "three", "mathjs"]);
const ASKED_OF_EACH = 20;

/** Asks the default model about a thousand files of real packages. */
export async function benchFirstToken(count: number, report: (line: string) => void): Promise<FirstTokenFigures> {
  const { folder } = await benchRepository(FILES);
  return measureFirstToken(folder, await questions(), count, report);
}

/** Of each package some, in turn. */
async function questions(): Promise<string[]> {
  const asked = [...TRAINING_PACKAGES, ...TUNING_PACKAGES].filter(({ name }) => ASKED.has(name));
  const lists = await Promise.all(
    asked.map(async (source) => {
      const queries = (await mineFunctions(source)).flatMap(({ query }) => query ?? []);
      const step = Math.max(1, Math.floor(queries.length / ASKED_OF_EACH));
      return queries.filter((_, index) => index % step === 0).slice(0, ASKED_OF_EACH);
    }),
  );
  return Array.from({ length: ASKED_OF_EACH }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}
