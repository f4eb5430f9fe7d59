import { UserError } from "../../base/errors.ts";
import { addImported } from "../../dataset/addImported.ts";
import { isProposed } from "../../dataset/exampleTable.ts";
import { datasetAt } from "../datasets/datasetSession.ts";

/**
 * Takes an example that was added by hand out of its dataset again. What was decided about it is kept, in case it comes
 * back; splits that others got because of it stay.
 *
 * @param path of the dataset's examples.
 * @throws UserError `dataset/unknown-example`, `dataset/proposed-example` for one that a build would bring back, and those
 * of `addImported`.
 */
export async function removeExample(path: string, id: string, signal?: AbortSignal): Promise<void> {
  const files = datasetAt(path);
  if (files === undefined) throw unknownExample(id, path);
  await addImported(
    files,
    (earlier) => {
      const found = earlier.find((example) => example.id === id);
      if (found === undefined) throw unknownExample(id, path);
      if (isProposed(found)) throw proposedExample(id);
      return { examples: earlier.filter((example) => example !== found), ids: new Map() };
    },
    { findings: [], secrets: new Map() },
    signal,
  );
}

const unknownExample = (id: string, path: string): UserError =>
  new UserError("dataset/unknown-example", `there is no example ${id} in ${path}`, "Perhaps it was taken out already.");

const proposedExample = (id: string): UserError =>
  new UserError(
    "dataset/proposed-example",
    `the example ${id} comes from a file, so the next build would bring it back`,
    "Reject it in the review.",
  );
