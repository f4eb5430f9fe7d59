import { isCommitPath } from "../core/commit.ts";
import type { Example } from "../core/example.ts";
import { contentOf } from "../core/exampleText.ts";
import type { Decision, Finding, FindingDecision } from "../core/review.ts";
import { withContent } from "../core/withContent.ts";
import { contentHash } from "../curation/exampleId.ts";
import { type FoundText, redactContent } from "../curation/secrets/redact.ts";
import { type Card, exampleOf, isCard } from "../curation/yield/card.ts";
import { settled } from "./decisionHistory.ts";
import { compareProposed, isProposed } from "./exampleTable.ts";
import type { SourcesRead } from "./loadDataset.ts";
import { movedExamples, movedFiles } from "./movedFiles.ts";
import type { SourceRecord } from "./schemas.ts";
import type { StoredDataset, Superseded } from "./storedDataset.ts";
import { type Visibility, visibilityOf } from "./visibility.ts";

/** What a build made of the files as they are now. */
export interface BuiltExamples {
  /** Each with `source.hash`, and with split and cluster where it has them. */
  readonly cards: readonly Card[];
  /** Every file that was learned from. */
  readonly sources: readonly SourceRecord[];
  readonly findings: readonly Finding[];
  /** The texts behind the findings, by the id of the example that holds them. */
  readonly secrets: ReadonlyMap<string, readonly FoundText[]>;
  /** What `readSources` gave when the build began. Defaults to not known. */
  readonly earlierSources?: SourcesRead | undefined;
}

export interface ExamplePlace {
  readonly id: string;
  readonly path: string;
  readonly title?: string;
}

/** What a build changed. */
export interface MergeReport {
  /** Examples in the dataset now, withheld ones included. */
  readonly total: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Imported or written by hand: no build touches them. */
  readonly kept: number;
  readonly withheld: number;
  /** Decided examples whose sources say something else now. */
  readonly stale: readonly ExamplePlace[];
  /** Decided examples that are proposed no more; they are kept, and take no part. */
  readonly gone: readonly ExamplePlace[];
  /** Files that got another path; decisions about their examples went with them. */
  readonly moved: readonly { readonly from: string; readonly to: string; readonly decisionCount: number }[];
  /** Files that are not learned from any more, and the examples there were of them. */
  readonly deletedSources: readonly { readonly path: string; readonly exampleIds: readonly string[] }[];
}

/** What becomes of a dataset when a build made other examples: worked out, not written. */
export class Merge {
  private readonly newById: ReadonlyMap<string, Card>;

  constructor(
    private readonly before: StoredDataset,
    private readonly built: BuiltExamples,
    private readonly oldSources: readonly SourceRecord[],
  ) {
    const byId = new Map<string, Card>();
    for (const card of built.cards) byId.set(card.id, card);
    this.newById = byId;
  }

  merged() {
    const { table, history } = this.before;
    const { movedIds, moved, movedDecisions, movedSuperseded } = this.moves();
    const superseded: Superseded[] = [...movedSuperseded];
    const kept: Example[] = [];
    const [stale, gone]: [ExamplePlace[], ExamplePlace[]] = [[], []];
    const deleted = new Map<string, string[]>();
    const newPaths = new Set(this.built.sources.map(({ path }) => path));
    const counts = { removed: 0, changed: 0, unchanged: 0 };
    for (const row of table.order) {
      const id = table.ids[row] ?? "";
      const now = this.newById.get(id);
      if (table.isProposed[row] === 0 && now === undefined) {
        kept.push(table.exampleAt(row));
        continue;
      }
      if (movedIds.has(id)) continue;
      const decision = history.decisionOf(id);
      const wasGone = table.originOf(row) === "superseded";
      if (now === undefined) {
        if (!wasGone) {
          counts.removed += 1;
          const path = table.pathOf(row) ?? "";
          if (!newPaths.has(path) && !isCommitPath(path)) deleted.set(path, [...(deleted.get(path) ?? []), id]);
        }
        if (decision === undefined) continue;
        superseded.push(this.supersededAt(row));
        gone.push(placeOf(table.exampleAt(row)));
        continue;
      }
      if (!wasGone) counts[this.hashNow(now) === this.hashBefore(row) ? "unchanged" : "changed"] += 1;
      const last = decision === undefined ? undefined : this.lookedAt(row, decision, now);
      if (last) {
        superseded.push(last);
        stale.push(placeOf(exampleOf(now)));
      }
    }
    const settledDecisions = [...history.decisions()].filter(({ id }) => !movedIds.has(id)).map(settled);
    const arrived = this.built.cards.filter(({ id }) => {
      const row = table.rowOf(id);
      return row === undefined || table.originOf(row) === "superseded";
    });
    const report: Omit<MergeReport, "withheld"> = {
      total: this.newById.size + kept.length,
      added: arrived.length - movedIds.size,
      ...counts,
      kept: kept.length,
      stale,
      gone,
      moved,
      deletedSources: [...deleted].map(([path, exampleIds]) => ({ path, exampleIds })),
    };
    const keptHashes = new Map(kept.map((example) => [example.id, this.hashKept(example)]));
    const arrivedByMove = new Set(movedDecisions.map(({ id }) => id));
    const hashOf = (id: string): string | undefined => {
      const now = this.newById.get(id);
      return arrivedByMove.has(id) ? undefined : now === undefined ? keptHashes.get(id) : this.hashNow(now);
    };
    return { report, kept, superseded, settledDecisions: [...settledDecisions, ...movedDecisions], hashOf };
  }

  /** What git may see, in the order of the examples' file, and what it may not. */
  visibility(kept: readonly Example[]): Omit<Visibility, "visible"> & {
    readonly rows: readonly (Card | Example)[];
    readonly findings: readonly Finding[];
  } {
    const findings = this.mergedFindings(kept);
    const found = new Set(findings.flatMap(({ exampleIds }) => exampleIds));
    const secretsOf = (id: string): readonly FoundText[] => this.built.secrets.get(id) ?? this.before.secretsOf(id);
    const all = [...[...this.newById.values()].sort(compareProposed), ...kept];
    const suspicious = all.filter(({ id }) => found.has(id) || secretsOf(id).length > 0);
    const { visible, ...rest } = visibilityOf(
      suspicious.map((row) => (isCard(row) ? exampleOf(row) : row)),
      { findings, secretsOf, actionOf: (id) => this.actionOf(id) },
    );
    if (suspicious.length === 0) return { ...rest, rows: all, findings };
    const shown = new Map(visible.map((example) => [example.id, example]));
    const isSuspicious = new Set<Card | Example>(suspicious);
    const rows = all.flatMap((row) => (isSuspicious.has(row) ? (shown.get(row.id) ?? []) : row));
    return { ...rest, rows, findings };
  }

  /** New findings, and those that stand in what no build makes. */
  private mergedFindings(kept: readonly Example[]): Finding[] {
    const keptIds = new Set(kept.map(({ id }) => id));
    const byId = new Map(this.built.findings.map((finding) => [finding.id, finding]));
    for (const finding of this.before.findings) {
      const exampleIds = finding.exampleIds.filter((id) => keptIds.has(id));
      if (exampleIds.length === 0) continue;
      const fresh = byId.get(finding.id);
      const all = [...new Set([...(fresh?.exampleIds ?? []), ...exampleIds])];
      byId.set(finding.id, { ...(fresh ?? finding), exampleIds: all });
    }
    return [...byId.values()];
  }

  /** Decisions follow a file to its new path. */
  private moves() {
    const { table, history } = this.before;
    const files = movedFiles(this.oldSources, this.built.sources);
    const movedIds = new Set<string>();
    const movedDecisions: Decision[] = [];
    const movedSuperseded: Superseded[] = [];
    const moved: { from: string; to: string; decisionCount: number }[] = [];
    for (const [from, to] of files) {
      const old = [...table.order].filter((row) => table.pathOf(row) === from && table.originOf(row) !== "superseded");
      const pairs = movedExamples(
        old.map((row) => table.exampleAt(row)).filter(isProposed),
        this.built.cards.filter(({ source }) => source.path === to).map(exampleOf),
      );
      let decisionCount = 0;
      for (const [oldId, now] of pairs) {
        movedIds.add(oldId);
        const row = table.rowOf(oldId);
        const decision = history.decisionOf(oldId);
        if (row === undefined || decision === undefined || history.decisionOf(now.id) !== undefined) continue;
        decisionCount += 1;
        const isCurrent = decision.of === this.hashBefore(row);
        movedDecisions.push({ ...settled(decision), id: now.id, of: isCurrent ? this.hashNow(now) : decision.of });
        const last = isCurrent ? undefined : this.before.supersededOf(oldId);
        if (last) movedSuperseded.push({ of: last.of, example: { ...last.example, id: now.id } });
      }
      moved.push({ from, to, decisionCount });
    }
    return { movedIds, moved, movedDecisions, movedSuperseded };
  }

  /** What a decision was about, where that is not what is proposed now. */
  private lookedAt(row: number, decision: Decision, now: Card): Superseded | undefined {
    if (decision.of === this.hashNow(now)) return undefined;
    const known = this.before.supersededOf(decision.id);
    if (known?.of === decision.of) return known;
    return decision.of === this.hashBefore(row) ? this.supersededAt(row) : undefined;
  }

  private supersededAt(row: number): Superseded {
    return {
      of: this.hashBefore(row),
      example: withContent(this.before.table.exampleAt(row), this.before.decidableAt(row)),
    };
  }

  private hashKept({ id }: Example): string | undefined {
    const row = this.before.table.rowOf(id);
    return row === undefined ? undefined : this.hashBefore(row);
  }

  private hashBefore(row: number): string {
    return this.before.decidableHashAt(row);
  }

  private hashNow(card: Card | Example): string {
    const secrets = this.built.secrets.get(card.id);
    if (secrets === undefined && isCard(card)) return card.contentHash;
    const forbidden = (secrets ?? []).filter(({ finding }) => this.actionOf(finding) !== "allow");
    if (forbidden.length === 0 && isCard(card)) return card.contentHash;
    return contentHash(redactContent(contentOf(isCard(card) ? exampleOf(card) : card), forbidden));
  }

  private actionOf(finding: string): FindingDecision["action"] | undefined {
    return this.before.decidedFindings.get(finding)?.action;
  }
}

const placeOf = ({ id, source }: Example): ExamplePlace => ({
  id,
  path: source?.path ?? "",
  ...(source?.title === undefined ? {} : { title: source.title }),
});
