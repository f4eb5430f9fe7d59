/**
 * The indices of numbers, from the least to the greatest, of equal ones in their order. The numbers are sorted without
 * a comparison of ours, which would be called a million times and be handed each number in an object of its own.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const sorted = Float64Array.from(values).sort();
  /** Of each place in `sorted` where a value begins, how many of its indices are placed. */
  const placed = new Uint32Array(values.length);
  const order = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    const before = placed[low] ?? 0;
    placed[low] = before + 1;
    order[low + before] = index;
  }
  return order;
}
