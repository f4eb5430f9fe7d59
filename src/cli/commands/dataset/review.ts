import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { editedAnswer, parsedEdit } from "../../../app/review/editExample.ts";
import { openDataset } from "../../../app/datasets/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { counted } from "../../../base/counted.ts";
import { messageOf, UserError } from "../../../base/errors.ts";
import { systemReason } from "../../../base/systemReason.ts";
import type { DecisionChange } from "../../../core/review.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { collect } from "../../flags.ts";
import { formatCount } from "../../format.ts";
import { addFilterFlags, type FilterFlags } from "./filterFlags.ts";
import { knownQuery, wholeIds } from "./knownQuery.ts";
import { reviewOneByOne } from "./reviewOneByOne.ts";

type Session = Awaited<ReturnType<typeof openDataset>>;

interface ReviewFlags extends CommonFlags, FilterFlags {
  readonly dataset: string;
  readonly accept?: true;
  readonly reject?: true;
  readonly flag?: true;
  readonly reset?: true;
  readonly note?: string;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
  readonly answer?: string;
  readonly edit?: string;
  readonly unedit?: true;
  readonly allowFinding?: readonly string[];
  readonly redactFinding?: readonly string[];
  readonly undo?: true;
  readonly redo?: true;
  readonly dryRun?: true;
}

export function reviewCommand(): Command {
  const command = createCommand({
    usage: "review [ids...]",
    parameters: ["examples, by the beginnings of their ids"],
    summary: "decide about examples: one by one by keys, by id, or in bulk by filter",
    examples: [
      ["dataset review", "on a terminal: one example after another, by single keys"],
      ["dataset review 4f1c2a 90b3de --accept --tag api", "two examples, by the beginnings of their ids"],
      [
        "dataset review --kind signature --path src/generated/ --reject --dry-run",
        "what a bulk decision would be about",
      ],
      ["dataset review 4f1c2a --answer 'It waits for the lock.'", "another answer; the example is accepted"],
      ["dataset review --undo", "take back the last decision or bulk decision of yours"],
    ],
  });
  return addFilterFlags(command)
    .option("--dataset <name>", "the dataset", DEFAULT_DATASET)
    .option("--accept", "accept")
    .option("--reject", "reject: it takes no part in training")
    .option("--flag", "flag for another look: until then it takes no part")
    .option("--reset", "take the state back to proposed")
    .option("--note <text>", "a note; an empty one removes it")
    .option("--tag <tag>", "add a tag (may be repeated)", collect)
    .option("--untag <tag>", "remove a tag (may be repeated)", collect)
    .option("--answer <text>", "another answer")
    .option("--edit <file>", 'all texts anew: a file with one row, such as {"messages": […]}; - reads it from stdin')
    .option("--unedit", "take an edit back")
    .option(
      "--allow-finding <id>",
      "let a finding stand: its examples take part with it; with an edit, one in what is typed (may be repeated)",
      collect,
    )
    .option("--redact-finding <id>", "take a finding's text out of its examples (may be repeated)", collect)
    .option("--undo", "take back your last decision, or your last bulk decision as a whole")
    .option("--redo", "do again what was taken back last")
    .option("--dry-run", "say which examples it would be about, and decide nothing")
    .action((ids: string[], flags: ReviewFlags) => runCommand(flags, (context) => review(ids, flags, context)));
}

async function review(ids: readonly string[], flags: ReviewFlags, context: Context): Promise<void> {
  const { terminal, folder } = context;
  refuseContradictions(flags);
  const session = await openDataset(folder, flags.dataset, { onNotice: (notice) => terminal.note(notice) });
  try {
    if (flags.undo || flags.redo) return await takeBack(session, flags, context);
    const wanted = await chosenIds(session, ids, flags);
    const change = await changeOf(session, wanted, flags);
    if (change !== undefined) return await decide(session, wanted, change, flags, context);
    if (flags.allowFinding || flags.redactFinding) return await decideFindings(session, flags, context);
    if (!terminal.interactive || !process.stdin.isTTY) {
      throw nothingAsked(
        wanted === undefined
          ? "neither which examples nor what to decide about them"
          : "which examples, but not what to decide about them,",
      );
    }
    await reviewOneByOne(session, wanted, context);
  } finally {
    session.close();
  }
}

function refuseContradictions({ undo, redo, dryRun, allowFinding = [], redactFinding = [] }: ReviewFlags): void {
  if (undo && redo)
    throw new UserError("cli/contradiction", "--undo and --redo exclude each other", "Give one of them.");
  const [untried] = [
    ...(undo ? ["--undo"] : []),
    ...(redo ? ["--redo"] : []),
    ...(allowFinding.length > 0 ? ["--allow-finding"] : []),
    ...(redactFinding.length > 0 ? ["--redact-finding"] : []),
  ];
  if (dryRun && untried !== undefined) {
    throw new UserError(
      "cli/contradiction",
      `--dry-run and ${untried} exclude each other; nothing was done`,
      `Leave out --dry-run, which is for decisions about examples, or ${untried}.`,
    );
  }
  const both = allowFinding.filter((id) => redactFinding.includes(id));
  if (both.length === 0) return;
  throw new UserError(
    "cli/contradiction",
    `--allow-finding and --redact-finding both name ${both.join(", ")}`,
    "Allow a finding, or redact it.",
  );
}

const NO_MATCH = "No example matches; nothing was decided.";

async function decide(
  session: Session,
  ids: readonly string[] | undefined,
  change: DecisionChange,
  { dryRun }: ReviewFlags,
  { terminal, signal }: Context,
): Promise<void> {
  // A bulk decision about everything must be asked for: by a filter that says so.
  if (ids === undefined) throw nothingAsked("what to decide, but not about which examples,");
  if (dryRun) {
    terminal.emit({ dryRun: true, matched: ids.length, ids });
    if (ids.length === 0) return terminal.print(NO_MATCH);
    return terminal.print(`${counted(ids.length, "example")}; nothing was decided:\n${ids.join("\n")}`);
  }
  const decided = await session.decide(ids, change, signal);
  const { byState, reviewed, total } = await session.counts();
  terminal.emit({ matched: ids.length, decided: decided.ids, byState });
  if (ids.length === 0) return terminal.print(NO_MATCH);
  // What changed nothing is no operation: an undo would take back an earlier one.
  const undo = decided.ids.length === 0 ? "" : " Take it back: espalier dataset review --undo";
  terminal.print(
    `${formatCount(decided.ids.length)} of ${formatCount(ids.length)} examples changed; ` +
      `${formatCount(reviewed)} of ${formatCount(total)} reviewed.${undo}`,
  );
}

async function takeBack(session: Session, { undo }: ReviewFlags, { terminal }: Context): Promise<void> {
  const { ids } = undo ? await session.undo() : await session.redo();
  terminal.emit({ [undo ? "undone" : "redone"]: ids });
  const what = undo ? "taken back" : "done again";
  terminal.print(ids.length === 0 ? `Nothing to be ${what}.` : `${formatCount(ids.length)} decisions ${what}.`);
}

async function decideFindings(session: Session, flags: ReviewFlags, { terminal }: Context): Promise<void> {
  const { allowFinding = [], redactFinding = [] } = flags;
  if (allowFinding.length > 0) await session.decideFinding(allowFinding, "allow");
  if (redactFinding.length > 0) await session.decideFinding(redactFinding, "redact");
  const { findings } = await session.counts();
  terminal.emit({ allowed: allowFinding, redacted: redactFinding, findings });
  terminal.print(
    `${allowFinding.length} allowed, ${redactFinding.length} redacted; ${formatCount(findings.undecided)} findings to decide.`,
  );
}

/** By id, by the beginning of an id, or by filter; undefined where neither is given. */
async function chosenIds(
  session: Session,
  given: readonly string[],
  flags: ReviewFlags,
): Promise<readonly string[] | undefined> {
  const query = await knownQuery(session, flags);
  if (given.length === 0) return query && session.idsOf(query);
  return wholeIds(await session.idsOf(query ?? {}), given);
}

/** What the flags ask for; undefined where they ask for nothing. */
async function changeOf(
  session: Session,
  ids: readonly string[] | undefined,
  flags: ReviewFlags,
): Promise<DecisionChange | undefined> {
  const states = (["accept", "reject", "flag", "reset"] as const).filter((name) => flags[name]);
  if (states.length > 1) {
    throw new UserError("cli/contradiction", `--${states.join(" and --")} exclude each other`, "Give one of them.");
  }
  const [state] = states.map((name) => STATES[name]);
  const edit = await editOf(session, ids, flags);
  const { note, tag, untag } = flags;
  const change: DecisionChange = {
    ...(state && { state }),
    ...(edit !== undefined && { edit }),
    ...(note !== undefined && { note }),
    ...(tag && { addTags: tag }),
    ...(untag && { removeTags: untag }),
  };
  if (Object.keys(change).length === 0) return undefined;
  return flags.allowFinding ? { ...change, allowFindings: flags.allowFinding } : change;
}

const STATES = { accept: "accepted", reject: "rejected", flag: "flagged", reset: "proposed" } as const;

async function editOf(session: Session, ids: readonly string[] | undefined, flags: ReviewFlags) {
  const { answer, edit, unedit } = flags;
  if (unedit) return null;
  if (answer === undefined && edit === undefined) return undefined;
  const [id, ...others] = ids ?? [];
  if (id === undefined || others.length > 0) {
    throw new UserError(
      "dataset/edit-one",
      `an edit is of one example, ${ids?.length ?? 0} are named`,
      "Name the example by its id.",
    );
  }
  if (answer !== undefined) return editedAnswer((await session.get(id)).example, answer);
  return parsedEdit(edit === "-" ? await standardInput() : await fileText(edit ?? ""));
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UserError(
      "cli/unreadable",
      `cannot read ${path}: ${systemReason(error) ?? messageOf(error)}`,
      "Name a file with one row, or -.",
    );
  }
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const nothingAsked = (said: string): UserError =>
  new UserError(
    "dataset/nothing-asked",
    `${said} is said`,
    "Name ids or a filter, and --accept, --reject, --flag, --note, --tag or --answer; on a terminal, `espalier dataset review` alone goes through them one by one.",
  );
