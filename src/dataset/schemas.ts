import * as z from "zod";
import type { ExampleContent } from "../core/example.ts";
import type { Decision, Finding, FindingDecision, Remark } from "../core/review.ts";
import type { FoundText } from "../curation/secrets/redact.ts";

const message = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });

const contentSchema: z.ZodType<ExampleContent> = z.discriminatedUnion("form", [
  z.object({ form: z.literal("chat"), messages: z.array(message) }),
  z.object({ form: z.literal("text"), text: z.string() }),
  z.object({ form: z.literal("infill"), prefix: z.string(), suffix: z.string(), middle: z.string() }),
  z.object({
    form: z.literal("preference"),
    messages: z.array(message),
    chosen: z.string(),
    rejected: z.string(),
  }),
]);

/** As `Date` writes it: decisions are put in order by comparing these texts. */
const time = z.iso.datetime();

export const decisionSchema: z.ZodType<Decision> = z.object({
  id: z.string(),
  state: z.enum(["proposed", "accepted", "rejected", "flagged"]),
  edit: z.exactOptional(contentSchema),
  note: z.exactOptional(z.string()),
  tags: z.exactOptional(z.array(z.string())),
  of: z.string(),
  by: z.string(),
  at: time,
  operation: z.exactOptional(z.string()),
  undoes: z.exactOptional(z.string()),
  redoes: z.exactOptional(z.string()),
});

const findingSchema: z.ZodType<Finding> = z.object({
  id: z.string(),
  rule: z.string(),
  category: z.enum(["secret", "personal"]),
  source: z.object({ path: z.string(), startLine: z.int(), endLine: z.int() }),
  preview: z.string(),
  exampleIds: z.array(z.string()),
});

const findingDecisionSchema: z.ZodType<FindingDecision> = z.object({
  id: z.string(),
  action: z.enum(["redact", "allow"]),
  by: z.string(),
  at: time,
});

/** A line of the findings' file: the finding itself, or a decision about one. */
export const findingLineSchema: z.ZodType<Finding | FindingDecision> = z.union([findingSchema, findingDecisionSchema]);

/** A file that was learned from. */
export interface SourceRecord {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  /** SHA-256 of its bytes. */
  readonly hash: string;
  /** That last touched it. */
  readonly commit?: string | undefined;
  readonly split?: "train" | "validation" | "test" | undefined;
}

export const sourceSchema: z.ZodType<SourceRecord> = z.object({
  path: z.string(),
  hash: z.string(),
  commit: z.exactOptional(z.string()),
  split: z.exactOptional(z.enum(["train", "validation", "test"])),
});

const remarkSchema: z.ZodType<Remark> = z.object({
  rule: z.string(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
});

/** Doubts about one example; worth nothing once its content is another. */
export interface RemarkRecord {
  readonly id: string;
  /** `contentHash` of what was judged. */
  readonly of: string;
  readonly remarks: readonly Remark[];
}

export const remarkRecordSchema: z.ZodType<RemarkRecord> = z.object({
  id: z.string(),
  of: z.string(),
  remarks: z.array(remarkSchema),
});

export const withheldSchema: z.ZodType<{ secrets: readonly FoundText[]; example: unknown }> = z.object({
  secrets: z.array(z.object({ finding: z.string(), rule: z.string(), text: z.string().min(1) })),
  example: z.unknown(),
});

export const supersededSchema: z.ZodType<{ of: string; example: unknown }> = z.object({
  of: z.string(),
  example: z.unknown(),
});
