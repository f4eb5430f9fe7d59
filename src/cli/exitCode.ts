/** What the shell learns about how a command ended; part of the interface, see README.md. */
export const EXIT = {
  ok: 0,
  /** A bug of ours, or work that could not be finished. */
  failure: 1,
  /** Something the user can mend: a wrong flag, a missing file, a dataset too small. */
  userError: 2,
  /** Ctrl-C, as every shell counts it: 128 + SIGINT. */
  interrupted: 130,
} as const;
