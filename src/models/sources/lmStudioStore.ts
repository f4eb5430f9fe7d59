import { join, relative, sep } from "node:path";
import { userHome } from "../../storage/modelPaths.ts";
import { statIfThere } from "../statIfThere.ts";
import type { FoundModel, MachineStore } from "./foundModel.ts";
import { walkFiles } from "./walkFiles.ts";

/** Models that LM Studio downloaded: `PUBLISHER/REPOSITORY/FILE.gguf`, the Hub's names. */
export const lmStudioStore: MachineStore = {
  kind: "lm-studio",
  title: "LM Studio",
  async find(env) {
    const home = userHome(env);
    const found: FoundModel[] = [];
    // The second is where versions before 0.3.6 kept them.
    for (const store of [join(home, ".lmstudio", "models"), join(home, ".cache", "lm-studio", "models")]) {
      for (const path of await walkFiles(store, 3)) {
        const [publisher, repository, ...rest] = relative(store, path).split(sep);
        const file = rest.join("/");
        if (publisher === undefined || repository === undefined || !file.endsWith(".gguf")) continue;
        if (/(^|\/)mmproj/i.test(file)) continue;
        const sizeBytes = (await statIfThere(path))?.sizeBytes;
        if (sizeBytes === undefined) continue;
        found.push({
          kind: "lm-studio",
          reference: path,
          path,
          sizeBytes,
          repository: `${publisher}/${repository}`,
          file,
        });
      }
    }
    return found;
  },
};
