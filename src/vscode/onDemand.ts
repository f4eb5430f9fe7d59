// What the host does itself but not while it starts: a bundle of its own, imported when it is first needed. Most of it
// are the validators of files, which take longer to load than all that stands ready for a first click.
export { serveSides } from "../app/answers/comparisonSides.ts";
export { followRun } from "../app/runs/followRun.ts";
export { endRun, noteTypingDuring, removeRun, renameRun, useRun } from "../app/runs/manageRuns.ts";
export { requireWritableRuns } from "../app/runs/requireWritableRuns.ts";
export { estimateTime } from "../app/runs/trainingTime.ts";
export { countVotes, vote } from "../app/answers/votes.ts";
export { panelSettings } from "./panel/panelSettings.ts";
export { startRequest } from "./runs/startRequest.ts";
