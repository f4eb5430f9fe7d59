import { editedAnswer } from "../../../app/review/editExample.ts";
import type { openDataset } from "../../../app/datasets/datasetSession.ts";
import type { DecisionChange } from "../../../core/review.ts";

type Session = Awaited<ReturnType<typeof openDataset>>;

export interface PressedKey {
  /** The examples that are gone through. */
  readonly ids: readonly string[];
  /** Of the example that is shown, in `ids`. */
  readonly position: number;
  readonly key: string;
  /** Has a line typed. */
  readonly ask: (question: string) => Promise<string>;
}

export interface KeyDone {
  /** Where to go on, in `ids`. */
  readonly position: number;
  /** What was done; absent where the key only moves, or means nothing. */
  readonly said?: string;
}

/** Does what a key of the review means. Throws as `DatasetSession.decide` does. */
export async function actOnKey(
  session: Pick<Session, "decide" | "get" | "undo">,
  { ids, position, key, ask }: PressedKey,
): Promise<KeyDone> {
  const id = ids[position] ?? "";
  const decideAndGoOn = async (change: DecisionChange, done: string): Promise<KeyDone> => {
    await session.decide([id], change);
    return { position: position + 1, said: `${id}: ${done}` };
  };
  switch (key) {
    case "a":
      return decideAndGoOn({ state: "accepted" }, "accepted");
    case "r":
      return decideAndGoOn({ state: "rejected" }, "rejected");
    case "f":
      return decideAndGoOn({ state: "flagged" }, "flagged");
    case "e": {
      const answer = await ask("Answer: ");
      if (answer === "") return { position };
      return decideAndGoOn({ edit: editedAnswer((await session.get(id)).example, answer) }, "answered anew, accepted");
    }
    case "t":
      await session.decide([id], { note: await ask("Note: ") });
      return { position, said: `${id}: noted` };
    case "n":
    case "j":
      return { position: position + 1 };
    case "p":
    case "k":
      return { position: Math.max(0, position - 1) };
    case "u":
      return takenBack((await session.undo()).ids, ids, position);
    default:
      return { position };
  }
}

/** Goes to what was taken back, if it is among what is gone through. */
function takenBack(undone: readonly string[], ids: readonly string[], position: number): KeyDone {
  const [first] = undone;
  if (first === undefined) return { position, said: "Nothing to be taken back." };
  const place = ids.indexOf(first);
  return {
    position: place < 0 ? position : place,
    said: undone.length === 1 ? `${first}: taken back` : `${undone.length} decisions taken back`,
  };
}
