import type { Channel } from "../../src/protocol/rpc.ts";

/** Two ends of a wire on which messages are cloned and arrive later, as between processes. */
export function channelPair(): [Channel, Channel] {
  const receivers: ((message: unknown) => void)[] = [];
  const end = (own: number, other: number): Channel => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      setImmediate(() => receivers[other]?.(copy));
    },
    listen(receive) {
      receivers[own] = receive;
    },
  });
  return [end(0, 1), end(1, 0)];
}
