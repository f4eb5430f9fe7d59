import { connect, type Channel, type Connection } from "./rpc.ts";

/**
 * The other end of `forkWorker`: serves `functions` to the process that forked this one and returns what it offers.
 * When the parent is gone this process ends at once, because nobody is left to want its work; unless it `outlives` its
 * parent, and then what it does is seen in files.
 */
export function connectToParent<Host, Ours extends object = object>(
  functions: Ours,
  { outlives = false }: { readonly outlives?: boolean } = {},
): Connection<Host> {
  if (!outlives) process.once("disconnect", () => process.exit());
  // Ctrl-C reaches every process of the terminal. The parent decides what it means and tells us in its own way.
  process.on("SIGINT", () => undefined);
  return connect<Host, Ours>(parentChannel(), functions);
}

function parentChannel(): Channel {
  if (!process.send) throw new Error("this program is a worker of espalier and is not started by hand");
  return {
    post: (message) =>
      new Promise((resolve) => {
        // A failure means that the parent is gone; then nobody waits for the message.
        process.send?.(message, undefined, undefined, () => resolve());
      }),
    listen: (receive) => {
      process.on("message", receive);
    },
  };
}
