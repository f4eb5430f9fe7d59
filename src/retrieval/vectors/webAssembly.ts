/** What we use of WebAssembly: TypeScript declares it only together with all of a browser. */
interface WebAssemblyRuntime {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WebAssemblyModule;
  readonly Instance: new (module: WebAssemblyModule, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { readonly initial: number }) => WebAssemblyMemory;
}

export interface WebAssemblyModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyRuntime }).WebAssembly;
