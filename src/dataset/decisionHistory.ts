import type { Decision } from "../core/review.ts";

/** What one person did in one go, as it is taken back and done again. */
interface Operation {
  readonly id: string;
  readonly before: Map<string, Decision | undefined>;
  /** Decisions that the operation, or its redoing, made. */
  readonly after: Map<string, Decision>;
  /** Decisions that took it back. */
  readonly undone: Map<string, Decision>;
}

interface Person {
  readonly done: Operation[];
  readonly undone: Operation[];
}

/** Further back nobody undoes; each operation holds what was before it. */
const MAX_OPERATIONS = 200;

/**
 * What is decided now about each example, and what each person can take back, as the lines of the log say one after
 * another. A line that is older than what it would replace is passed over: a merge in git may put it behind.
 */
export class DecisionHistory {
  private readonly current = new Map<string, Decision>();
  private readonly people = new Map<string, Person>();
  /** What a line that undoes or redoes brought back: whoever made that may undo it in turn. */
  private readonly restored = new WeakMap<Decision, Decision>();

  apply(line: Decision): void {
    const before = this.current.get(line.id);
    if (before !== undefined && before.at > line.at) return;
    this.current.set(line.id, line);
    const { done, undone } = this.personOf(line.by);
    if (line.undoes !== undefined) {
      const operation = move(line.undoes, done, undone);
      this.noteRestored(line, operation?.before.get(line.id));
      operation?.undone.set(line.id, line);
    } else if (line.redoes !== undefined) {
      const operation = move(line.redoes, undone, done);
      this.noteRestored(line, operation?.after.get(line.id));
      operation?.after.set(line.id, line);
    } else if (line.operation !== undefined) {
      undone.length = 0;
      const operation = operationOf(line.operation, done);
      if (!operation.before.has(line.id)) operation.before.set(line.id, before);
      operation.after.set(line.id, line);
    }
  }

  decisionOf(id: string): Decision | undefined {
    const decision = this.current.get(id);
    return decision === undefined || saysNothing(decision) ? undefined : decision;
  }

  /** Every decision that says something, of one example each. */
  *decisions(): Generator<Decision> {
    for (const decision of this.current.values()) if (!saysNothing(decision)) yield decision;
  }

  /** Milliseconds since 1970 for a new decision: now, but after what it replaces, even if the clock went back. */
  timeAfter(id: string, nowMs: number): number {
    const before = this.current.get(id);
    return before === undefined ? nowMs : Math.max(nowMs, Date.parse(before.at) + 1);
  }

  /**
   * The lines that take back the last operation of `by`; none where there is nothing to take back. What others decided
   * since about the same examples stays.
   */
  undoing(by: string, nowMs: number): Decision[] {
    const { done } = this.personOf(by);
    for (let operation = done.at(-1); operation !== undefined; operation = done.at(-1)) {
      const { id: undoes, before, after } = operation;
      const lines = this.untouched(after).map((decision) => ({
        ...settled(before.get(decision.id) ?? undecided(decision)),
        ...this.signature(decision.id, by, nowMs),
        undoes,
      }));
      if (lines.length > 0) return lines;
      done.pop();
    }
    return [];
  }

  /** Whether `undoing` gives any lines. */
  canUndo(by: string): boolean {
    return this.personOf(by).done.some(({ after }) => this.untouched(after).length > 0);
  }

  /** Whether `redoing` gives any lines. */
  canRedo(by: string): boolean {
    return this.personOf(by).undone.some(({ after, undone }) => this.untouched(undone).some(({ id }) => after.has(id)));
  }

  /** The lines that do again what `by` took back last; none where there is nothing. */
  redoing(by: string, nowMs: number): Decision[] {
    const { undone } = this.personOf(by);
    for (let operation = undone.at(-1); operation !== undefined; operation = undone.at(-1)) {
      const { id: redoes, after, undone: takenBack } = operation;
      const lines = this.untouched(takenBack).flatMap(({ id }) => {
        const decision = after.get(id);
        return decision ? [{ ...settled(decision), ...this.signature(id, by, nowMs), redoes }] : [];
      });
      if (lines.length > 0) return lines;
      undone.pop();
    }
    return [];
  }

  private untouched(decisions: ReadonlyMap<string, Decision>): Decision[] {
    return [...decisions.values()].filter((decision) => {
      const current = this.current.get(decision.id);
      return current !== undefined && this.firstMade(current) === this.firstMade(decision);
    });
  }

  private noteRestored(line: Decision, decision: Decision | undefined): void {
    if (decision !== undefined) this.restored.set(line, this.firstMade(decision));
  }

  private firstMade(decision: Decision): Decision {
    return this.restored.get(decision) ?? decision;
  }

  private signature(id: string, by: string, nowMs: number): Pick<Decision, "by" | "at"> {
    return { by, at: new Date(this.timeAfter(id, nowMs)).toISOString() };
  }

  private personOf(by: string): Person {
    let person = this.people.get(by);
    if (person === undefined) this.people.set(by, (person = { done: [], undone: [] }));
    return person;
  }
}

/** A decision that takes everything back is as good as none. */
export const saysNothing = ({ state, edit, note, tags }: Decision): boolean =>
  state === "proposed" && edit === undefined && note === undefined && (tags ?? []).length === 0;

/** A decision without its part in an operation, as a compacted log keeps it. */
export function settled(decision: Decision): Decision {
  const { id, state, edit, note, tags, of, by, at } = decision;
  return {
    id,
    state,
    ...(edit === undefined ? {} : { edit }),
    ...(note === undefined ? {} : { note }),
    ...(tags === undefined ? {} : { tags }),
    of,
    by,
    at,
  };
}

/** As if nothing had been decided about the same content. */
const undecided = ({ id, of, by, at }: Decision): Decision => ({ id, state: "proposed", of, by, at });

function operationOf(id: string, done: Operation[]): Operation {
  const last = done.at(-1);
  if (last?.id === id) return last;
  const operation: Operation = { id, before: new Map(), after: new Map(), undone: new Map() };
  done.push(operation);
  if (done.length > MAX_OPERATIONS) done.shift();
  return operation;
}

/** Moves an operation from one list to the other, where it is not there yet. */
function move(id: string, from: Operation[], to: Operation[]): Operation | undefined {
  const index = from.findLastIndex((operation) => operation.id === id);
  const [operation] = index < 0 ? [] : from.splice(index, 1);
  if (operation) to.push(operation);
  return operation ?? to.findLast((each) => each.id === id);
}
