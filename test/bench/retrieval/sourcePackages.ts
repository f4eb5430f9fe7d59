/** A package whose functions and doc comments are mined. */
export interface SourcePackage {
  readonly name: string;
  /** Pinned, so that figures can be compared. */
  readonly version: string;
  /** SPDX; all permit the use of what was learned from it. */
  readonly licence: string;
  /** Where its sources lie, as in .gitignore: builds of the same code for other loaders would be found twice. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
}

/** The figures of RESULTS.md are of these. Nothing was trained on them, and no constant was set by them. */
export const REPORT_PACKAGES: readonly SourcePackage[] = [
  { name: "lodash", version: "4.18.1", licence: "MIT", include: ["/*.js"], exclude: ["/lodash*.js", "/core*.js"] },
  { name: "async", version: "3.2.6", licence: "MIT", include: ["/*.js", "/internal"] },
  { name: "luxon", version: "3.7.2", licence: "MIT", include: ["/src"] },
  { name: "mongoose", version: "9.12.1", licence: "MIT", include: ["/lib"] },
  // Its declarations repeat what its sources hold.
  { name: "playcanvas", version: "2.23.3", licence: "MIT", include: ["/build/playcanvas/src"], exclude: ["*.d.ts"] },
  { name: "discord.js", version: "14.28.1", licence: "Apache-2.0", include: ["/src"] },
  { name: "eslint", version: "10.15.0", licence: "MIT", include: ["/lib"] },
  { name: "webpack", version: "5.112.2", licence: "MIT", include: ["/lib"] },
];

/** Weights and constants of ranking were set on these. */
export const TUNING_PACKAGES: readonly SourcePackage[] = [
  { name: "mathjs", version: "15.2.0", licence: "Apache-2.0", include: ["/lib/esm"] },
  { name: "ol", version: "10.11.0", licence: "BSD-2-Clause", include: ["*.js"], exclude: ["/dist", "/build"] },
  { name: "cheerio", version: "1.2.0", licence: "MIT", include: ["/src"] },
  { name: "selenium-webdriver", version: "4.46.0", licence: "Apache-2.0", include: ["*.js"], exclude: ["/example"] },
];

/** Looked at once, after all constants were set. */
export const CONFIRMING_PACKAGES: readonly SourcePackage[] = [
  { name: "video.js", version: "8.24.1", licence: "Apache-2.0", include: ["/dist/video.es.js"] },
  { name: "nodemailer", version: "10.6.1", licence: "MIT-0", include: ["/dist/cjs/**/*.js"] },
  {
    name: "firebase-admin",
    version: "14.5.1",
    licence: "Apache-2.0",
    include: ["/lib/**/*.js"],
    exclude: ["/lib/esm"],
  },
  { name: "@google-cloud/storage", version: "8.4.0", licence: "Apache-2.0", include: ["/build/cjs/**/*.js"] },
  { name: "mongodb", version: "7.9.0", licence: "Apache-2.0", include: ["/lib/**/*.js"] },
];

/** The static embedding was trained on these. */
export const TRAINING_PACKAGES: readonly SourcePackage[] = [
  { name: "three", version: "0.187.0", licence: "MIT", include: ["/src", "/examples/jsm"] },
  { name: "@babylonjs/core", version: "9.35.0", licence: "Apache-2.0", include: ["*.js"] },
  { name: "phaser", version: "4.2.1", licence: "MIT", include: ["/src"] },
  { name: "pixi.js", version: "8.22.0", licence: "MIT", include: ["/lib/**/*.mjs"] },
  { name: "@cesium/engine", version: "24.0.0", licence: "Apache-2.0", include: ["/Source"] },
  { name: "ramda", version: "0.32.0", licence: "MIT", include: ["/es"] },
  { name: "rxjs", version: "7.8.2", licence: "Apache-2.0", include: ["/src"] },
  { name: "date-fns", version: "4.4.0", licence: "MIT", include: ["*.js"], exclude: ["/locale", "/cdn.*", "/fp"] },
  { name: "@firebase/firestore", version: "4.17.2", licence: "Apache-2.0", include: ["/dist/index.d.ts"] },
  { name: "ethers", version: "6.17.0", licence: "MIT", include: ["/src.ts"] },
  {
    name: "@tensorflow/tfjs-core",
    version: "4.22.0",
    licence: "Apache-2.0",
    include: ["/dist/**/*.js"],
    exclude: ["/dist/tf-core*"],
  },
  { name: "fabric", version: "7.4.0", licence: "MIT", include: ["/src"] },
  { name: "konva", version: "10.9.1", licence: "MIT", include: ["/lib"] },
  { name: "matter-js", version: "0.20.0", licence: "MIT", include: ["/src"] },
  { name: "jsdom", version: "29.1.1", licence: "MIT", include: ["/lib"] },
  { name: "puppeteer-core", version: "24.43.1", licence: "Apache-2.0", include: ["/src"] },
  { name: "mocha", version: "12.0.3", licence: "MIT", include: ["/lib"] },
  { name: "chai", version: "6.3.0", licence: "MIT", include: ["/lib", "/index.js"] },
  { name: "sequelize", version: "6.37.8", licence: "MIT", include: ["/lib/**/*.js"] },
  { name: "typeorm", version: "1.1.1", licence: "MIT", include: ["*.js"], exclude: ["/browser"] },
  { name: "sharp", version: "0.35.5", licence: "Apache-2.0", include: ["/lib"] },
  { name: "pdf-lib", version: "1.17.1", licence: "MIT", include: ["/src"] },
  { name: "cytoscape", version: "3.34.4", licence: "MIT", include: ["/src"] },
  { name: "gl-matrix", version: "3.4.4", licence: "MIT", include: ["/esm"] },
  { name: "bignumber.js", version: "11.1.5", licence: "MIT", include: ["*.mjs"] },
  { name: "shaka-player", version: "5.2.12", licence: "Apache-2.0", include: ["/lib", "/ui"] },
  { name: "svelte", version: "5.57.3", licence: "MIT", include: ["/src"] },
  { name: "@angular/core", version: "21.2.26", licence: "MIT", include: ["/fesm2022"] },
  { name: "maplibre-gl", version: "6.17.0", licence: "BSD-3-Clause", include: ["/src"] },
  { name: "jszip", version: "3.10.2", licence: "MIT", include: ["/lib"] },
];

/** A package whose Markdown files are a manual. */
export interface DocumentedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly include: readonly string[];
}

/** The gate of grounded answers was set on these, and on TUNING_PACKAGES. */
export const TUNING_MANUALS: readonly DocumentedPackage[] = [
  { name: "pino", version: "10.4.0", licence: "MIT", include: ["/docs", "/README.md"] },
  { name: "winston", version: "3.19.0", licence: "MIT", include: ["/README.md"] },
];

/** Documentation questions of RESULTS.md; nothing was trained on them, and no constant was set by them. */
export const REPORT_MANUALS: readonly DocumentedPackage[] = [
  { name: "fastify", version: "5.12.8", licence: "MIT", include: ["/docs", "/README.md"] },
  { name: "commander", version: "14.0.3", licence: "MIT", include: ["/Readme.md"] },
  { name: "node-forge", version: "1.4.3", licence: "BSD-3-Clause", include: ["/README.md"] },
];

/** Looked at once, after all constants were set. */
export const CONFIRMING_MANUALS: readonly DocumentedPackage[] = [
  { name: "undici", version: "8.13.1", licence: "MIT", include: ["/docs", "/README.md"] },
];
