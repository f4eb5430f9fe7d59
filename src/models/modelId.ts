/** An id is a folder name in the model store: lower case, because some file systems do not tell cases apart. */
const MODEL_ID = /^[a-z0-9][a-z0-9._-]{0,127}$/;

export function isModelId(text: string): boolean {
  // Windows drops a trailing dot from folder names.
  return MODEL_ID.test(text) && !text.endsWith(".") && !text.endsWith(".lock");
}

/** An id for a file or reference: "My Model.Q4_0.gguf" becomes "my-model.q4_0". */
export function modelIdFrom(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/\.gguf$/, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 100)
    .replace(/[^a-z0-9]+$/, "");
  return slug === "" ? "model" : slug;
}
