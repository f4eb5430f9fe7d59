import { UserError } from "../../base/errors.ts";
import type { Finding } from "../../core/review.ts";

export const unknownExample = (dataset: string, id: string): UserError =>
  new UserError(
    "dataset/unknown-example",
    `the dataset ${dataset} has no example ${id}`,
    "`espalier dataset show` lists what there is.",
  );

export const secretInEdit = (id: string, secrets: readonly string[]): UserError =>
  new UserError(
    "dataset/edit-secret",
    `the edit of ${id} holds what may not be learned: ${secrets.join(", ")}`,
    "Take it out of the text, or allow the finding first.",
  );

export function newSecret(id: string, findings: readonly Finding[]): UserError {
  const named = findings.map((finding) => `${finding.rule} ${finding.preview} (${finding.id})`).join(", ");
  return new UserError(
    "dataset/new-secret",
    `what was typed about ${id} holds what looks like a secret or personal data: ${named}`,
    `Take it out of the text; or, if it may be learned and be seen in git, do the same with --allow-finding ${findings.map((finding) => finding.id).join(" --allow-finding ")}.`,
  );
}

export const unknownFinding = (name: string, ids: readonly string[]): UserError =>
  new UserError(
    "dataset/unknown-finding",
    `the dataset ${name} has no finding ${ids.slice(0, 3).join(", ")}`,
    "`espalier dataset scan` lists the findings.",
  );
