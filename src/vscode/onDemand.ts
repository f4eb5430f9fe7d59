// What the host does itself but not while it starts: a bundle of its own, imported when it is first needed. Most of it
// are the validators of files, which take longer to load than all that stands ready for a first click.
export { serveSides } from "../app/comparisonSides.ts";
export { followRun } from "../app/followRun.ts";
export { endRun, noteTypingDuring, removeRun, renameRun, useRun } from "../app/manageRuns.ts";
export { estimateTime } from "../app/trainingTime.ts";
export { countVotes, vote } from "../app/votes.ts";
export { panelSettings } from "./panelSettings.ts";
export { startRequest } from "./startRequest.ts";
