import { vi } from "vitest";

/** Checks until it holds; a machine that is busy with other tests gets time. */
export const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 100_000, interval: 50 });
