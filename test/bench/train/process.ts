import { serveContestant } from "./contestant.ts";

await serveContestant();
