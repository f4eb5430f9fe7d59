import type { Source } from "../../core/groundedAnswer.ts";
import { termsOf } from "../codeTokenizer.ts";

/** All terms that a source holds, in its text, path and title. */
export const sourceTerms = ({ path, title = "", text }: Pick<Source, "path" | "title" | "text">): ReadonlySet<string> =>
  new Set([text, path, title].flatMap(termsOf));
