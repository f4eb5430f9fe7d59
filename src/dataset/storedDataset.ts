import type { Example, ExampleContent } from "../core/example.ts";
import { contentOf } from "../core/exampleText.ts";
import type { Decision, Exclusion, Finding, FindingDecision, Remark, Staleness } from "../core/review.ts";
import { EXCLUSIONS, REVIEW_STATES } from "../core/review.ts";
import { withContent } from "../core/withContent.ts";
import { contentHash } from "../curation/exampleId.ts";
import { rowOf } from "../curation/formats/jsonl.ts";
import { type FoundText, redactContent, redactExample, textsWithin } from "../curation/secrets/redact.ts";
import type { DatasetFiles } from "./datasetFiles.ts";
import type { DecisionHistory } from "./decisionHistory.ts";
import type { ExampleTable } from "./exampleTable.ts";
import type { RemarkRecord } from "./schemas.ts";

export interface Superseded {
  /** `contentHash` of the example: what a decision was about. */
  readonly of: string;
  readonly example: Example;
}

/** The parts of a dataset as they were read. */
export interface DatasetParts {
  readonly files: DatasetFiles;
  readonly table: ExampleTable;
  readonly history: DecisionHistory;
  readonly findings: readonly Finding[];
  readonly findingDecisions: ReadonlyMap<string, FindingDecision>;
  /** The texts behind the findings, by example; known only where the example was made. */
  readonly secrets: ReadonlyMap<string, readonly FoundText[]>;
  readonly superseded: ReadonlyMap<string, Superseded>;
  readonly remarks: ReadonlyMap<string, RemarkRecord>;
}

/** The number of an exclusion in a column; 0 is none. */
export const exclusionCode = (exclusion: Exclusion | undefined): number =>
  exclusion === undefined ? 0 : EXCLUSIONS.indexOf(exclusion) + 1;
export const exclusionOfCode = (code: number | undefined): Exclusion | undefined => EXCLUSIONS[(code ?? 0) - 1];

/** A dataset in memory: what was proposed, what was decided about it, and what follows from both for each example. */
export class StoredDataset {
  readonly table: ExampleTable;
  readonly history: DecisionHistory;
  /** Into REVIEW_STATES, of each row. */
  readonly state: Uint8Array;
  /** `exclusionCode` of each row. */
  readonly excluded: Uint8Array;
  private readonly findingsByExample = new Map<string, Finding[]>();
  private readonly rowsByCluster = new Map<number, number[]>();
  private findingDecisions: Map<string, FindingDecision>;
  private readonly secrets: Map<string, readonly FoundText[]>;
  private remarks: ReadonlyMap<string, RemarkRecord>;
  /** Rows whose remarks are about what would be learned now, as far as they were looked at. */
  private readonly judgedAsIs = new Map<number, boolean>();

  constructor(private readonly parts: DatasetParts) {
    this.table = parts.table;
    this.history = parts.history;
    this.remarks = parts.remarks;
    this.findingDecisions = new Map(parts.findingDecisions);
    this.secrets = new Map(parts.secrets);
    this.state = new Uint8Array(this.table.count);
    this.excluded = new Uint8Array(this.table.count);
    for (const finding of parts.findings) {
      for (const id of finding.exampleIds) pushTo(this.findingsByExample, id, finding);
    }
    for (const row of this.table.order) {
      const cluster = this.table.cluster[row] ?? -1;
      if (cluster >= 0) pushTo(this.rowsByCluster, cluster, row);
    }
    for (let row = 0; row < this.table.count; row++) this.followDecision(row);
    for (const rows of this.rowsByCluster.values()) this.chooseAmong(rows);
  }

  get files(): DatasetFiles {
    return this.parts.files;
  }

  decisionAt(row: number): Decision | undefined {
    return this.history.decisionOf(this.table.ids[row] ?? "");
  }

  findingsAt(row: number): readonly Finding[] {
    return this.findingsByExample.get(this.table.ids[row] ?? "") ?? [];
  }

  get findings(): readonly Finding[] {
    return this.parts.findings;
  }

  get decidedFindings(): ReadonlyMap<string, FindingDecision> {
    return this.findingDecisions;
  }

  /** Doubts about what would be learned; none where that changed since it was judged. */
  remarksAt(row: number): readonly Remark[] {
    const record = this.remarks.get(this.table.ids[row] ?? "");
    if (record === undefined) return [];
    let isAsJudged = this.judgedAsIs.get(row);
    if (isAsJudged === undefined) {
      isAsJudged = record.of === contentHash(contentOf(this.effectiveAt(row)));
      this.judgedAsIs.set(row, isAsJudged);
    }
    return isAsJudged ? record.remarks : [];
  }

  /** Rows about which there are remarks, fresh or not. */
  *judgedRows(): Generator<number> {
    for (const id of this.remarks.keys()) {
      const row = this.table.rowOf(id);
      if (row !== undefined) yield row;
    }
  }

  setRemarks(records: readonly RemarkRecord[]): void {
    this.remarks = new Map(records.map((record) => [record.id, record]));
    this.judgedAsIs.clear();
  }

  exclusionAt(row: number): Exclusion | undefined {
    return exclusionOfCode(this.excluded[row]);
  }

  /** What is proposed, without what was redacted; with what is undecided. */
  proposalAt(row: number): Example {
    return redactExample(this.table.exampleAt(row), this.secretsAt(row, ["redact"]));
  }

  /** As it would be learned: with its edit, without what was redacted. */
  effectiveAt(row: number): Example {
    const edit = this.decisionAt(row)?.edit;
    if (edit === undefined) return this.proposalAt(row);
    return redactExample(withContent(this.table.exampleAt(row), edit), this.secretsAt(row, ["redact"]));
  }

  /** What a decision about the example is about: its proposal without any text that nobody allowed. */
  decidableAt(row: number): ExampleContent {
    return redactContent(contentOf(this.table.exampleAt(row)), this.secretsAt(row, ["redact", "undecided"]));
  }

  /** Secrets of the row that stand in `content` although nobody allowed them. */
  forbiddenIn(row: number, content: ExampleContent): readonly FoundText[] {
    return textsWithin(content, this.secretsAt(row, ["redact", "undecided"]));
  }

  /** `contentHash(decidableAt(row))`. */
  decidableHashAt(row: number): string {
    const isAsItIs = (this.secrets.get(this.table.ids[row] ?? "") ?? []).length === 0;
    return isAsItIs ? this.table.contentHashAt(row) : contentHash(this.decidableAt(row));
  }

  /** The line of `effectiveAt(row)`, in UTF-8 where it is bytes. */
  effectiveRowAt(row: number): string | Uint8Array {
    const isAsWritten = this.decisionAt(row)?.edit === undefined && this.secretsAt(row, ["redact"]).length === 0;
    return (isAsWritten ? this.table.writtenAt(row) : undefined) ?? rowOf(this.effectiveAt(row));
  }

  stalenessAt(row: number): Staleness | undefined {
    if (this.table.originOf(row) === "superseded") return { kind: "deleted" };
    const superseded = this.parts.superseded.get(this.table.ids[row] ?? "");
    if (superseded === undefined) return undefined;
    const decision = this.decisionAt(row);
    if (decision === undefined || decision.of !== superseded.of) return undefined;
    if (decision.of === contentHash(this.decidableAt(row))) return undefined;
    return { kind: "changed", before: contentOf(superseded.example) };
  }

  /** Ids of examples that decisions were about, and of which a build proposed something else since, or nothing. */
  get supersededIds(): Iterable<string> {
    return this.parts.superseded.keys();
  }

  supersededOf(id: string): Superseded | undefined {
    return this.parts.superseded.get(id);
  }

  secretsOf(id: string): readonly FoundText[] {
    return this.secrets.get(id) ?? [];
  }

  /** Takes in decisions that were made, here or elsewhere. Decisions about examples that are not here are kept as well. */
  apply(decisions: readonly Decision[]): void {
    const rows = new Set<number>();
    for (const decision of decisions) {
      this.history.apply(decision);
      const row = this.table.rowOf(decision.id);
      if (row !== undefined) rows.add(row);
    }
    this.followRows(rows);
  }

  /** Takes in texts behind findings that were not known here. */
  learnSecrets(found: ReadonlyMap<string, readonly FoundText[]>): void {
    for (const [id, texts] of found) this.secrets.set(id, [...this.secretsOf(id), ...texts]);
  }

  /** Takes in decisions about findings. Returns the rows they concern. */
  applyFindingDecisions(decisions: readonly FindingDecision[]): ReadonlySet<number> {
    const ids = new Set(decisions.map(({ id }) => id));
    for (const decision of decisions) this.findingDecisions.set(decision.id, decision);
    const rows = new Set<number>();
    for (const { id, exampleIds } of this.parts.findings) {
      if (!ids.has(id)) continue;
      for (const exampleId of exampleIds) {
        const row = this.table.rowOf(exampleId);
        if (row !== undefined) rows.add(row);
      }
    }
    this.followRows(rows);
    return rows;
  }

  private followRows(rows: ReadonlySet<number>): void {
    const clusters = new Set<number>();
    for (const row of rows) {
      this.judgedAsIs.delete(row);
      this.followDecision(row);
      const cluster = this.table.cluster[row] ?? -1;
      if (cluster >= 0) clusters.add(cluster);
    }
    for (const cluster of clusters) this.chooseAmong(this.rowsByCluster.get(cluster) ?? []);
  }

  private followDecision(row: number): void {
    this.state[row] = REVIEW_STATES.indexOf(this.decisionAt(row)?.state ?? "proposed");
    this.excluded[row] = exclusionCode(this.ownExclusion(row));
  }

  private secretsAt(row: number, actions: readonly (FindingDecision["action"] | "undecided")[]): FoundText[] {
    const secrets = this.secrets.get(this.table.ids[row] ?? "") ?? [];
    return secrets.filter(({ finding }) => actions.includes(this.findingDecisions.get(finding)?.action ?? "undecided"));
  }

  /** Why the row takes no part, its duplicates not regarded. */
  private ownExclusion(row: number): Exclusion | undefined {
    const decision = this.decisionAt(row);
    if (decision?.state === "rejected" || decision?.state === "flagged") return decision.state;
    if (this.hasUndecidedSecret(row)) return "secret";
    return this.table.originOf(row) === "superseded" ? "source-deleted" : undefined;
  }

  private hasUndecidedSecret(row: number): boolean {
    // Most datasets have no finding at all, and all rows of a large one are asked.
    if (this.findingsByExample.size === 0) return false;
    const undecided = this.undecidedFindingsAt(row);
    if (undecided.length === 0) return false;
    const known = this.secretsAt(row, ["undecided"]);
    const edit = this.decisionAt(row)?.edit;
    if (edit === undefined) return true;
    // An edit may have taken the secret out; where the secret is not known here, nobody can say so.
    const isKnown = undecided.every(({ id }) => known.some(({ finding }) => finding === id));
    return !isKnown || textsWithin(edit, known).length > 0;
  }

  undecidedFindingsAt(row: number): Finding[] {
    return this.findingsAt(row).filter(({ id }) => !this.findingDecisions.has(id));
  }

  /**
   * Lets one example of a near-duplicate cluster take part: one that was accepted, else its representative. Where the
   * representative was rejected and none was accepted, nobody does: its likes would bring back what was rejected.
   */
  private chooseAmong(rows: readonly number[]): void {
    for (const row of rows) this.excluded[row] = exclusionCode(this.ownExclusion(row));
    const present = rows.filter((row) => this.excluded[row] === 0);
    const isRepresentative = (row: number): boolean => this.table.ids[row] === this.table.clusterOf(row);
    const accepted = present.filter((row) => this.decisionAt(row)?.state === "accepted");
    const rejected = rows.some((row) => isRepresentative(row) && this.decisionAt(row)?.state === "rejected");
    const chosen =
      accepted.find(isRepresentative) ??
      accepted[0] ??
      (rejected ? undefined : (present.find(isRepresentative) ?? present[0]));
    for (const row of present) if (row !== chosen) this.excluded[row] = exclusionCode("duplicate");
  }
}

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
