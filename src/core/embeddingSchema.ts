import * as z from "zod";
import type { EmbeddingChoice } from "./embedding.ts";

/** An `EmbeddingChoice` as files hold it. */
export const embeddingChoiceSchema = z.object({
  id: z.string().max(200),
  folder: z.string(),
  precision: z.enum(["fp32", "q8", "fp16"]),
  pooling: z.enum(["mean", "cls", "last_token"]),
  maxTokens: z.int().positive(),
  queryPrefix: z.string(),
  passagePrefix: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{12}$/),
}) satisfies z.ZodType<EmbeddingChoice>;
