import { CATALOGUE, catalogueModel } from "./catalogue.ts";
import type { CatalogueModel, HubFile } from "./catalogueModel.ts";
import { parseHubReference } from "./hubReference.ts";
import { modelIdFrom } from "./modelId.ts";
import type { WantedModel } from "./modelSource.ts";
import { readRecord } from "./modelStore.ts";

/** A model of the catalogue, or one of the store that the Hub can serve again. */
export async function wantedById(modelsFolder: string, id: string): Promise<WantedModel> {
  const known = catalogueModel(id);
  if (known) return wantedFromCatalogue(known);
  const record = await readRecord(modelsFolder, id);
  const hub = record?.origin.kind === "hub" ? parseHubReference(record.origin.location) : undefined;
  return { id, ...(hub && { hub }) };
}

/** A file of the Hub under an id of its own; the catalogue's where the catalogue has that file. */
export function wantedFromHub(hub: HubFile): WantedModel {
  const { repository, revision, file } = hub;
  const known = CATALOGUE.find(
    (model) =>
      model.hub.repository === repository &&
      model.hub.file === file &&
      (revision === "main" || revision === model.hub.revision),
  );
  if (known) return wantedFromCatalogue(known);
  const name = [...repository.split("/"), ...(revision === "main" ? [] : [revision]), file].join("--");
  return { id: modelIdFrom(name), hub };
}

function wantedFromCatalogue({ id, hub, python }: CatalogueModel): WantedModel {
  return { id, hub, ...(python && { python }) };
}
