import type { DatasetCounts } from "../../src/core/curatedQuery.ts";

/** Of a dataset of 250 examples that nobody has looked at. */
export const counts: DatasetCounts = {
  total: 250,
  effective: 250,
  byState: { proposed: 250, accepted: 0, rejected: 0, flagged: 0 },
  bySplit: { train: 200, validation: 25, test: 25, none: 0 },
  byKind: { section: 250 },
  excluded: {},
  stale: { changed: 0, deleted: 0 },
  edited: 0,
  withNote: 0,
  byTag: {},
  findings: { total: 0, undecided: 0 },
  byRemark: {},
  reviewed: 0,
};
