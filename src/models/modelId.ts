import { createHash } from "node:crypto";

/** An id is a folder name in the model store: lower case, because some file systems do not tell cases apart. */
const MODEL_ID = /^[a-z0-9][a-z0-9._-]{0,127}$/;
const LONGEST_MADE_ID = 100;

export function isModelId(text: string): boolean {
  // Windows drops a trailing dot from folder names; `.lock` is what locks are called.
  return MODEL_ID.test(text) && !text.endsWith(".") && !text.endsWith(".lock");
}

/** An id for a file or a reference: "My Model.Q4_0.gguf" becomes "my-model.q4_0". Long names end in a hash. */
export function modelIdFrom(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/\.gguf$/, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  // Cut names would fall together: what tells files of one repository apart stands at the end.
  if (slug.length > LONGEST_MADE_ID || slug === "" || !isModelId(slug)) {
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
    return `${slug.slice(0, LONGEST_MADE_ID - 9) || "model"}-${hash}`;
  }
  return slug;
}
