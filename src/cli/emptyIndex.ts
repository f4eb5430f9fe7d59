/** Said where a folder was looked through, and nothing of it is in the index. */
export const EMPTY_INDEX =
  "Nothing of this folder can be searched: it holds no text that Espalier reads, or all of it is left out. " +
  "`espalier index --status` lists what is left out, and why.";
