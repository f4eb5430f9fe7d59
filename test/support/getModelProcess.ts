/**
 * A process that gets one model and tells what it sees, a line of JSON at a time:
 * `node getModelProcess.mjs REFERENCE`, with the environment that the test gives it.
 */
import { getModel } from "../../src/app/models/manageModels.ts";

const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const model = await getModel(process.argv[2] ?? "", { onProgress: say });
say({ kind: "ready", ...model });
