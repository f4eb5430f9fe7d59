import type { ChunkedFile } from "../../core/chunk.ts";
import type { Example } from "../../core/example.ts";
import { examplesFrom, type ProposedExamples } from "./examples.ts";
import { isGrounded } from "./grounding.ts";
import { DEFAULT_KINDS, PROPOSERS } from "./kinds.ts";
import { citedLines, linesOf } from "./sourceLines.ts";

/**
 * The examples of one file, without a split. The same file gives the same examples in the same order. What is not
 * grounded in its lines is dropped and counted.
 *
 * @param kinds of `PROPOSERS`, others are passed over. Defaults to `DEFAULT_KINDS`.
 */
export function proposeFromFile(file: ChunkedFile, kinds: readonly string[] = DEFAULT_KINDS): ProposedExamples {
  const lines = linesOf(file);
  const examples: Example[] = [];
  const ungrounded: Record<string, number> = {};
  for (const proposer of PROPOSERS) {
    const { kind } = proposer;
    if (!kinds.includes(kind)) continue;
    const proposals = proposer.propose(file, lines);
    // Numbered before any is dropped, so that a dropped one renames no other.
    for (const [index, example] of examplesFrom(kind, proposals).entries()) {
      const proposal = proposals[index];
      if (proposal !== undefined && isGrounded(proposer, proposal, citedLines(file, lines, proposal.source))) {
        examples.push(example);
      } else {
        ungrounded[kind] = (ungrounded[kind] ?? 0) + 1;
      }
    }
  }
  return { examples, ungrounded };
}
