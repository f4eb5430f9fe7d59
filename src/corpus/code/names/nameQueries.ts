import type { GrammarName } from "../../../core/foundFile.ts";
import { cppGlobals, cppMembers, cppNames } from "./cppNames.ts";
import { goGlobals, goMembers, goNames } from "./goNames.ts";
import { javaGlobals, javaMembers, javaNames } from "./javaNames.ts";
import { javascriptGlobals, javascriptMembers, javascriptNames, tsxNames, typescriptNames } from "./javascriptNames.ts";
import { pythonGlobals, pythonMembers, pythonNames } from "./pythonNames.ts";
import { rustGlobals, rustMembers, rustNames } from "./rustNames.ts";

export interface NameRules {
  /**
   * A tree-sitter query (https://tree-sitter.github.io/tree-sitter/using-parsers/queries) whose captures say what names
   * are there for: `use`, a name in code; `declare`, the same where the file gives it a meaning; `skip`, where it is
   * only a label or a key; `member`, what follows a dot; `called`, such a member where it is called.
   */
  readonly query: string;
  /** Names of the language itself and of what every program in it uses. */
  readonly globals: ReadonlySet<string>;
  /** The same, of what follows a dot: `parse` alone is the project's, `.parse` mostly not. */
  readonly members: ReadonlySet<string>;
}

export const nameQueries: Readonly<Record<GrammarName, NameRules>> = {
  typescript: { query: typescriptNames, globals: javascriptGlobals, members: javascriptMembers },
  tsx: { query: tsxNames, globals: javascriptGlobals, members: javascriptMembers },
  javascript: { query: javascriptNames, globals: javascriptGlobals, members: javascriptMembers },
  python: { query: pythonNames, globals: pythonGlobals, members: pythonMembers },
  go: { query: goNames, globals: goGlobals, members: goMembers },
  rust: { query: rustNames, globals: rustGlobals, members: rustMembers },
  java: { query: javaNames, globals: javaGlobals, members: javaMembers },
  cpp: { query: cppNames, globals: cppGlobals, members: cppMembers },
};
