import type { HubFile } from "./catalogueModel.ts";

/** `organisation/repository:folder/file.gguf`, with `@revision` before the colon, and `hf:` before it all, if one likes. */
const HUB_REFERENCE = /^(?:hf:)?([\w][\w.-]*\/[\w][\w.-]*)(?:@([\w][\w./-]*))?:([^\\:]+\.gguf)$/i;

/** Undefined for what is not such a reference. The revision defaults to `main`. */
export function parseHubReference(text: string): HubFile | undefined {
  const [, repository, revision = "main", file] = HUB_REFERENCE.exec(text) ?? [];
  if (repository === undefined || file === undefined) return undefined;
  // Such a part would leave the repository once it is part of a URL.
  const parts = [...file.split("/"), ...revision.split("/")];
  if (parts.some((part) => part === "" || part === "." || part === "..")) return undefined;
  return { repository, revision, file };
}

export function formatHubReference({ repository, revision, file }: HubFile): string {
  return revision === "main" ? `${repository}:${file}` : `${repository}@${revision}:${file}`;
}
