/** Under which terms weights may be used. */
export interface Licence {
  /** SPDX identifier, or the licence's own name where SPDX has none. */
  readonly name: string;
  readonly url: string;
}

export const APACHE_2: Licence = { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" };
export const LLAMA_3_2: Licence = {
  name: "Llama 3.2 Community License",
  url: "https://www.llama.com/llama3_2/license/",
};
