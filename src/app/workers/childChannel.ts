import type { ChildProcess } from "node:child_process";
import type { Channel } from "../../protocol/rpc.ts";

/** Messages to and from a process that was forked here. */
export function channelTo(child: ChildProcess): Channel {
  return {
    post: (message) =>
      new Promise((resolve) => {
        // A failure means that the process has ended, and its end rejects the calls.
        child.send(message as object, () => resolve());
      }),
    listen: (receive) => {
      child.on("message", receive);
    },
  };
}
