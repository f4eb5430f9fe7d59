/** Reused memory: buffers that grow to the largest batch met and stay. */

export class Buffers {
  private readonly held = new Map<string, Float32Array>();

  /** `length` elements under `key`; their values are whatever the last user left. */
  take(key: string, length: number): Float32Array {
    const known = this.held.get(key);
    if (known && known.length >= length) return known.subarray(0, length);
    const fresh = new Float32Array(length);
    this.held.set(key, fresh);
    return fresh;
  }

  get sizeBytes(): number {
    let total = 0;
    for (const buffer of this.held.values()) total += buffer.byteLength;
    return total;
  }
}
