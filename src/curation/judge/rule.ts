import type { Example } from "../../core/example.ts";
import type { Remark } from "../../core/review.ts";

/** Looks at one example alone. */
export type RowRule = (example: Example) => Remark | undefined;

/** Looks at all examples: a remark, or none, for each of them in their order. */
export type DatasetRule = (examples: readonly Example[]) => readonly (Remark | undefined)[];
