import { basename } from "node:path";
import type { UserError } from "../../base/errors.ts";
import { sha256File } from "../../storage/fingerprint.ts";
import { modelErrors } from "../modelErrors.ts";
import { transferMeter } from "../modelProgress.ts";
import type { ModelSource, WantedModel } from "../modelSource.ts";
import type { FoundModel, MachineStore } from "./foundModel.ts";

/** Serves models from another program's store, in place: the file stays that program's. */
export function machineStoreSource(store: MachineStore): ModelSource {
  const { kind, title } = store;
  return {
    kind,
    title,
    async obtain(wanted, { env, signal, report }) {
      const candidates = (await store.find(env)).filter((found) => isWanted(found, wanted));
      let mismatch: UserError | undefined;
      for (const found of candidates) {
        const { path, sizeBytes } = found;
        const meter = transferMeter(report, { source: title, phase: "verifying", totalBytes: sizeBytes });
        const sha256 = await sha256File(path, { signal, onBytes: (bytes) => meter.update(bytes) });
        // Its name may promise a hash, but only its content decides.
        const expected = wanted.hub?.sha256 ?? found.sha256;
        if (expected !== undefined && expected !== sha256) {
          mismatch = modelErrors.notTheSame(path, expected, sha256);
          continue;
        }
        return {
          path,
          placement: "in-place",
          fileName: basename(path),
          sizeBytes,
          sha256,
          verifiedAgainst: wanted.hub?.sha256 ? "catalogue" : found.sha256 ? "source" : "nothing",
          origin: { kind, title, location: found.reference },
        };
      }
      throw mismatch ?? modelErrors.notInStore();
    },
  };
}

/** By hash where both are known, else by name and size; a user's reference has only its name. */
export function isWanted(found: FoundModel, { hub }: WantedModel): boolean {
  if (hub === undefined) return false;
  if (hub.sha256 !== undefined && found.sha256 !== undefined) return found.sha256 === hub.sha256;
  if (hub.sizeBytes !== undefined && hub.sizeBytes !== found.sizeBytes) return false;
  if (hub.sha256 !== undefined) return found.file?.split("/").at(-1) === hub.file.split("/").at(-1);
  const revisionFits = hub.revision === "main" || found.revision === undefined || found.revision === hub.revision;
  return found.repository === hub.repository && found.file === hub.file && revisionFits;
}
