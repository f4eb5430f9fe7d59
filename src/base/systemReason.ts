const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you have no permission",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a file lies where a folder above it should be",
  EPERM: "you have no permission",
};

/** Why the system refused something to do with a file, in words a user knows; undefined for what the user cannot mend. */
export function systemReason(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
}
