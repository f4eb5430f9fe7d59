/** The element at `index`, or a RangeError: what `array[index]` should have been. Negative indices are not wrapped. */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) throw new RangeError(`index ${index} is outside 0..${array.length - 1}`);
  return value;
}
