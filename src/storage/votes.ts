import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { diskError, errorCode } from "./atomicWrite.ts";
import type { Workspace } from "./workspace.ts";

const side = z.object({
  /** Absent: the base model. */
  runId: z.string().optional(),
  scale: z.number(),
  text: z.string(),
});
const schema = z.object({
  version: z.literal(1),
  /** ISO 8601. */
  votedAt: z.string(),
  /** The run whose base model answered. */
  runId: z.string(),
  question: z.string(),
  isBlind: z.boolean(),
  answers: z.tuple([side, side]),
  /** Index of the better answer, or neither. */
  better: z.union([z.literal(0), z.literal(1), z.literal("same")]),
});
/** What somebody thought of two answers to one question. */
export type VoteRecord = Readonly<z.infer<typeof schema>>;

const pathOf = (workspace: Workspace) => join(workspace.folder, "votes.jsonl");

/** Adds a line to votes.jsonl. Throws UserError `storage/disk-full`, `storage/not-writable`. */
export async function addVote(workspace: Workspace, vote: Omit<VoteRecord, "version" | "votedAt">): Promise<void> {
  const record: VoteRecord = { version: 1, votedAt: new Date().toISOString(), ...vote };
  try {
    await mkdir(workspace.folder, { recursive: true });
    await appendFile(pathOf(workspace), `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw diskError(error, pathOf(workspace));
  }
}

/** All votes, oldest first; lines that are not whole and correct are left out. */
export async function readVotes(workspace: Workspace): Promise<VoteRecord[]> {
  const text = await readFile(pathOf(workspace), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => parseVote(line) ?? []);
}

function parseVote(line: string): VoteRecord | undefined {
  if (line === "") return undefined;
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    // Torn by a kill, or edited by hand: the other votes still count.
    return undefined;
  }
}
