import type { VoteCount } from "../../protocol/panel.ts";
import { addVote, readVotes, type VoteRecord } from "../../storage/votes.ts";
import { prepareWorkspace, workspaceAt } from "../../storage/workspace.ts";

/** Keeps what somebody thought of two answers. Throws UserError `storage/...`. */
export async function vote(folder: string, record: Omit<VoteRecord, "version" | "votedAt">): Promise<void> {
  await prepareWorkspace(workspaceAt(folder));
  await addVote(workspaceAt(folder), record);
}

/** Counts the votes in which a run's adapter stood against its base model. */
export async function countVotes(folder: string): Promise<VoteCount[]> {
  const counts = new Map<string, VoteCount>();
  for (const { answers, better } of await readVotes(workspaceAt(folder))) {
    const tuned = answers.findIndex(({ runId }) => runId !== undefined);
    const runId = answers[tuned]?.runId;
    const isAgainstBase = answers.filter((answer) => answer.runId === undefined).length === 1;
    if (runId === undefined || !isAgainstBase) continue;
    const { base, tuned: forTuned, same } = counts.get(runId) ?? { base: 0, tuned: 0, same: 0 };
    counts.set(runId, {
      runId,
      base: base + (better !== "same" && better !== tuned ? 1 : 0),
      tuned: forTuned + (better === tuned ? 1 : 0),
      same: same + (better === "same" ? 1 : 0),
    });
  }
  return [...counts.values()];
}
