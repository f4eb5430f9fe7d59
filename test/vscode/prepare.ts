/** Makes the folder that the tests inside the extension host expect: `node dist/prepareHostTests.js FOLDER`. */
import { pausedRun } from "../support/pausedRun.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node dist/prepareHostTests.js FOLDER");
await fillTinyWorkspace(folder);
await pausedRun(folder);
