import { randomBytes } from "node:crypto";
import { messageOf } from "../../base/errors.ts";
import { inTurn } from "../../base/inTurn.ts";
import type { CuratedPage, CuratedQuery, DatasetCounts } from "../../core/curatedQuery.ts";
import type {
  CuratedExample,
  Decision,
  DecisionChange,
  DecisionSteps,
  Finding,
  FindingDecision,
} from "../../core/review.ts";
import { changedDecision } from "../changeDecision.ts";
import type { DatasetFiles } from "../datasetFiles.ts";
import { withDatasetLock } from "../datasetLock.ts";
import { type EffectiveExamples, effectiveExamples } from "../effectiveExamples.ts";
import type { RemarkRecord } from "../schemas.ts";
import type { StoredDataset } from "../storedDataset.ts";
import { writeFindings, writeLines } from "../writeDataset.ts";
import { countsOf } from "./counts.ts";
import { curatedExample, curatedRow } from "./curatedRow.ts";
import { factsOf, type SessionFacts } from "./facts.ts";
import { newFindings, secretsTyped } from "./newFindings.ts";
import { OpenDataset, type OthersChange } from "./openDataset.ts";
import { matchingRows } from "./query.ts";
import { releaseFindings } from "./releaseFindings.ts";
import { newSecret, secretInEdit, unknownExample, unknownFinding } from "./sessionErrors.ts";
import { TextIndex } from "./textIndex.ts";
import { watchDataset } from "./watchDataset.ts";

export interface SessionOptions {
  /** Who decides. */
  readonly by: string;
  /** Hears of repairs, one line each. Defaults to nobody. */
  readonly onNotice?: (notice: string) => void;
  /** Look at the files whenever they change, not only before an edit. Defaults to false. */
  readonly watch?: boolean;
}

/** What became of a dataset. */
export interface DatasetChange {
  /** Of examples about which something was decided; empty where everything may be different. */
  readonly ids: readonly string[];
  readonly isReloaded: boolean;
  /** Only doubts about examples are others: what is learned is the same. Absent for no. */
  readonly isOfRemarksOnly?: boolean;
}

export interface Decided {
  /** Examples whose decision is another now. */
  readonly ids: readonly string[];
}

/** Rows that are looked at between two breaths of the event loop. */
const ROWS_A_BREATH = 1000;

/**
 * A dataset that one person looks at and decides about, while others may do the same. Answers are plain data. Every
 * change is on the disk when its promise resolves; before it is made, what others wrote is taken in.
 */
export class DatasetSession {
  private readonly inTurn = inTurn();
  private readonly listeners = new Set<(change: DatasetChange) => void>();
  private readonly stopWatching: () => void;
  private texts: TextIndex;
  private lastQuery: { readonly key: string; readonly rows: readonly number[] } | undefined;

  private constructor(
    private readonly opened: OpenDataset,
    private readonly options: SessionOptions,
  ) {
    this.texts = new TextIndex(opened.dataset);
    this.stopWatching = options.watch === true ? watchDataset(opened.files, () => void this.follow()) : () => undefined;
  }

  /** Throws UserError `dataset/broken-line`, `dataset/merge-conflict`, `dataset/not-utf8`, `dataset/too-large`. */
  static async open(files: DatasetFiles, options: SessionOptions): Promise<DatasetSession> {
    return new DatasetSession(await OpenDataset.open(files, options.onNotice ?? (() => undefined)), options);
  }

  get name(): string {
    return this.opened.files.name;
  }

  /** Rows `offset` to `offset + limit` of those that match, and how many match. */
  async query(query: CuratedQuery, offset = 0, limit = 100): Promise<CuratedPage> {
    const rows = this.rowsOf(query);
    return {
      total: rows.length,
      rows: rows.slice(offset, offset + limit).map((row) => curatedRow(this.dataset, row)),
    };
  }

  /** The ids of all that match, in order: what a bulk action is given. */
  async idsOf(query: CuratedQuery): Promise<string[]> {
    return this.rowsOf(query).flatMap((row) => this.dataset.table.ids[row] ?? []);
  }

  /** Throws UserError `dataset/unknown-example`. */
  async get(id: string): Promise<CuratedExample> {
    return curatedExample(this.dataset, this.rowOf(id));
  }

  async counts(): Promise<DatasetCounts> {
    return countsOf(this.dataset);
  }

  async facts(): Promise<SessionFacts> {
    return factsOf(this.dataset);
  }

  /** What would be trained on now. */
  async effective(): Promise<EffectiveExamples> {
    return effectiveExamples(this.dataset);
  }

  /**
   * Decides the same about each of the examples; one `undo` takes all of it back. What is typed (an edit, a note, tags) is
   * scanned first.
   * Throws UserError `dataset/unknown-example`, `dataset/edit-secret` for a secret that is known and not allowed,
   * `dataset/new-secret` for one that is not known yet, `dataset/locked`; nothing is decided then.
   */
  decide(ids: readonly string[], change: DecisionChange, signal?: AbortSignal): Promise<Decided> {
    return this.changing(async () => {
      const operation = randomBytes(6).toString("hex");
      const nowMs = Date.now();
      const typed = await secretsTyped(change);
      const lines: Decision[] = [];
      const allowed: Finding[] = [];
      for (const [index, id] of [...new Set(ids)].entries()) {
        if (index % ROWS_A_BREATH === ROWS_A_BREATH - 1) await breath(signal);
        const line = this.decisionFor(id, change);
        const found = newFindings(this.dataset, this.rowOf(id), typed);
        const refused = found.filter((finding) => change.allowFindings?.includes(finding.id) !== true);
        if (refused.length > 0) throw newSecret(id, refused);
        allowed.push(...found);
        if (line) lines.push({ ...line, ...this.signature(id, nowMs), operation });
      }
      if (lines.length > 0) await this.recordAllowed(allowed, nowMs);
      return lines;
    });
  }

  /** Takes back this person's last decision or bulk decision. What others decided since about the same stays. */
  undo(): Promise<Decided> {
    return this.changing(async () => this.dataset.history.undoing(this.options.by, Date.now()));
  }

  /** Does again what was taken back last. */
  redo(): Promise<Decided> {
    return this.changing(async () => this.dataset.history.redoing(this.options.by, Date.now()));
  }

  /** Whether `undo` and `redo` change anything now. */
  async steps(): Promise<DecisionSteps> {
    const { history } = this.dataset;
    return { canUndo: history.canUndo(this.options.by), canRedo: history.canRedo(this.options.by) };
  }

  /**
   * Decides about findings; examples without undecided ones take part from now on. Of what stands in no example of the
   * dataset only the decision is kept, if `seen` says that there is such a finding.
   * Throws UserError `dataset/unknown-finding`, `dataset/locked`.
   */
  decideFinding(
    ids: readonly string[],
    action: FindingDecision["action"],
    seen: readonly string[] = [],
  ): Promise<void> {
    return this.replacing(async () => {
      const known = new Set([...this.dataset.findings.map(({ id }) => id), ...seen]);
      const unknown = ids.filter((id) => !known.has(id));
      if (unknown.length > 0) throw unknownFinding(this.name, unknown);
      const at = new Date().toISOString();
      await releaseFindings(
        this.dataset,
        ids.map((id) => ({ id, action, by: this.options.by, at })),
      );
    });
  }

  /** Keeps doubts about examples, in the place of all earlier ones. */
  saveRemarks(records: readonly RemarkRecord[]): Promise<void> {
    return this.replacing(async () => {
      const lines = records.map((record) => `${JSON.stringify(record)}\n`);
      await writeLines(this.opened.files.remarks, lines);
      this.dataset.setRemarks(records);
    });
  }

  /** Takes in what others wrote; listeners hear of it. */
  refresh(): Promise<void> {
    return this.inTurn(async () => this.take(await this.opened.catchUp()));
  }

  /** Calls `listener` after every change, of this session or of others. Returns how to stop that. */
  onChange(listener: (change: DatasetChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  close(): void {
    this.stopWatching();
    this.listeners.clear();
  }

  private get dataset(): StoredDataset {
    return this.opened.dataset;
  }

  private changing(decide: () => Promise<readonly Decision[]>): Promise<Decided> {
    return this.inTurn(() =>
      withDatasetLock(this.opened.files, "edit", async (requireHeld) => {
        this.take(await this.opened.catchUp());
        const lines = await decide();
        if (lines.length === 0) return { ids: [] };
        requireHeld();
        await this.opened.append(lines);
        const ids = lines.map(({ id }) => id);
        this.take({ isReloaded: false, ids });
        return { ids };
      }),
    );
  }

  /** That a secret was typed on purpose is a decision about it: who and when is kept. */
  private async recordAllowed(allowed: readonly Finding[], nowMs: number): Promise<void> {
    if (allowed.length === 0) return;
    const { files, findings, decidedFindings } = this.dataset;
    const at = new Date(nowMs).toISOString();
    const decisions = allowed.map(({ id }): FindingDecision => ({ id, action: "allow", by: this.options.by, at }));
    const known = new Set(findings.map(({ id }) => id));
    this.opened.distrust();
    await writeFindings(
      files,
      [...findings, ...allowed.filter(({ id }) => !known.has(id))],
      new Map([...decidedFindings.values(), ...decisions].map((decision) => [decision.id, decision])).values(),
    );
  }

  /** Does what writes other files than the review log, and keeps the dataset in memory like them. */
  private replacing(work: () => Promise<void>): Promise<void> {
    return this.inTurn(() =>
      withDatasetLock(this.opened.files, "edit", async () => {
        this.take(await this.opened.catchUp());
        this.opened.distrust();
        await work();
        await this.opened.acknowledge();
        this.take({ isReloaded: true, ids: [] });
      }),
    );
  }

  /** What is wrong with a file that changed is said; the next edit says it again, and is not made. */
  private follow(): Promise<void> {
    return this.refresh().catch((error: unknown) => this.options.onNotice?.(messageOf(error)));
  }

  private decisionFor(id: string, change: DecisionChange): Omit<Decision, "by" | "at"> | undefined {
    const row = this.rowOf(id);
    const forbidden = change.edit ? this.dataset.forbiddenIn(row, change.edit) : [];
    if (forbidden.length > 0)
      throw secretInEdit(
        id,
        forbidden.map(({ rule, finding }) => `${rule} (${finding})`),
      );
    return changedDecision(id, this.dataset.decidableAt(row), this.dataset.decisionAt(row), change);
  }

  private signature(id: string, nowMs: number): Pick<Decision, "by" | "at"> {
    const at = new Date(this.dataset.history.timeAfter(id, nowMs)).toISOString();
    return { by: this.options.by, at };
  }

  private take(change: OthersChange): void {
    const { isReloaded, ids } = change;
    if (!isReloaded && ids.length === 0) return;
    this.lastQuery = undefined;
    if (isReloaded) this.texts = new TextIndex(this.dataset);
    else for (const id of ids) this.texts.follow(id);
    for (const listener of this.listeners) listener(change);
  }

  /** Pages of one list are asked for one after another: the rows that match are found once. */
  private rowsOf(query: CuratedQuery): readonly number[] {
    const key = JSON.stringify(query);
    if (this.lastQuery?.key !== key) this.lastQuery = { key, rows: matchingRows(this.dataset, this.texts, query) };
    return this.lastQuery.rows;
  }

  private rowOf(id: string): number {
    const row = this.dataset.table.rowOf(id);
    if (row !== undefined) return row;
    throw unknownExample(this.name, id);
  }
}

async function breath(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
