// A process that decides about one example after another: `node datasetWriter.mjs <examples file> <person> <count>`.
// Prints a line for each decision that is on the disk.
import { datasetFilesAt } from "../../src/dataset/datasetFiles.ts";
import { DatasetSession } from "../../src/dataset/session/datasetSession.ts";

const [path = "", by = "", count = "0"] = process.argv.slice(2);
const files = datasetFilesAt(path);
if (files === undefined) throw new Error(`${path} is no dataset`);
const session = await DatasetSession.open(files, { by });
const ids = await session.idsOf({});
for (let index = 0; index < Number(count); index++) {
  const id = ids[index % ids.length] ?? "";
  await session.decide([id], { addTags: [`${by}-${index}`] });
  process.stdout.write(`${index}\n`);
}
