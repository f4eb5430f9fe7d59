// A worker that does what workers must not do.
import { execFileSync } from "node:child_process";
import { getPriority } from "node:os";
import { connectToParent } from "../../../src/protocol/parentProcess.ts";
import type { Connection } from "../../../src/protocol/rpc.ts";

export interface Troublesome {
  echo: (value: Float32Array) => Float32Array;
  environment: () => { electron: string | undefined; extra: string | undefined; flags: readonly string[] };
  priorities: () => { own: number; child: number };
  fail: () => Promise<void>;
  exit: (code: number) => void;
  hang: () => Promise<void>;
  askHost: (question: string) => Promise<string>;
}

export interface TroublesomeHost {
  answer: (question: string) => string;
}

const host: Connection<TroublesomeHost> = connectToParent<TroublesomeHost, Troublesome>({
  echo: (value) => value,
  environment: () => ({
    electron: process.env["ELECTRON_RUN_AS_NODE"],
    extra: process.env["EXTRA"],
    flags: process.execArgv,
  }),
  priorities: () => ({
    own: getPriority(),
    child: Number(execFileSync(process.execPath, ["-p", "os.getPriority()"], { encoding: "utf8" })),
  }),
  fail: async () => {
    setImmediate(() => {
      throw new Error("out of bounds in a native library");
    });
    await new Promise(() => undefined);
  },
  exit: (code) => {
    console.log("an ordinary line");
    process.exit(code);
  },
  hang: () => new Promise(() => undefined),
  askHost: (question) => host.remote.answer(question),
});
