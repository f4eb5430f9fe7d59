/** Compiled programs by what they were compiled for; the least recently used are let go. */

interface Releasable {
  readonly forward?: { release(): Promise<void> };
  readonly backward?: { release(): Promise<void> };
  release?(): Promise<void>;
}

/** Batch shapes repeat from epoch to epoch, but a run may meet hundreds; a program holds a megabyte or two. */
const CAPACITY = 64;

export class ProgramCache {
  private readonly entries = new Map<string, Promise<Releasable>>();

  async get<T extends Releasable>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key) as Promise<T> | undefined;
    const entry = known ?? make();
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > CAPACITY) {
      const [oldest] = this.entries;
      if (oldest) {
        this.entries.delete(oldest[0]);
        await letGo(await oldest[1]);
      }
    }
    return entry;
  }

  async release(): Promise<void> {
    for (const entry of this.entries.values()) await letGo(await entry);
    this.entries.clear();
  }
}

async function letGo(programs: Releasable): Promise<void> {
  await programs.forward?.release();
  await programs.backward?.release();
  await programs.release?.();
}
