import type { GrammarName } from "../../../core/foundFile.ts";
import { cppGlobals, cppMembers, cppNames } from "./cppNames.ts";
import { csharpGlobals, csharpMembers, csharpNames } from "./csharpNames.ts";
import { goGlobals, goMembers, goNames } from "./goNames.ts";
import { javaGlobals, javaMembers, javaNames } from "./javaNames.ts";
import { javascriptGlobals, javascriptMembers, javascriptNames, tsxNames, typescriptNames } from "./javascriptNames.ts";
import { phpGlobals, phpMembers, phpNames } from "./phpNames.ts";
import { pythonGlobals, pythonMembers, pythonNames } from "./pythonNames.ts";
import { rubyGlobals, rubyMembers, rubyNames } from "./rubyNames.ts";
import { rustGlobals, rustMembers, rustNames } from "./rustNames.ts";
import { bashGlobals, bashNames, powershellGlobals, powershellNames } from "./shellNames.ts";

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

const none: ReadonlySet<string> = new Set();

export const nameQueries: Readonly<Record<GrammarName, NameRules>> = {
  typescript: { query: typescriptNames, globals: javascriptGlobals, members: javascriptMembers },
  tsx: { query: tsxNames, globals: javascriptGlobals, members: javascriptMembers },
  javascript: { query: javascriptNames, globals: javascriptGlobals, members: javascriptMembers },
  python: { query: pythonNames, globals: pythonGlobals, members: pythonMembers },
  go: { query: goNames, globals: goGlobals, members: goMembers },
  rust: { query: rustNames, globals: rustGlobals, members: rustMembers },
  java: { query: javaNames, globals: javaGlobals, members: javaMembers },
  cpp: { query: cppNames, globals: cppGlobals, members: cppMembers },
  "c-sharp": { query: csharpNames, globals: csharpGlobals, members: csharpMembers },
  php: { query: phpNames, globals: phpGlobals, members: phpMembers },
  ruby: { query: rubyNames, globals: rubyGlobals, members: rubyMembers },
  bash: { query: bashNames, globals: bashGlobals, members: none },
  powershell: { query: powershellNames, globals: powershellGlobals, members: none },
  // What a style sheet names is the page's.
  css: { query: "", globals: none, members: none },
};
