import { mulberry32 } from "../../../src/base/mulberry32.ts";

/** A text as rows of the table and how much each counts. */
export interface Bag {
  readonly rows: Int32Array;
  readonly weights: Float32Array;
}

export interface Pair {
  readonly query: Bag;
  readonly passage: Bag;
  /** Pairs of one group are harder to tell apart. */
  readonly group: number;
}

export interface ContrastiveOptions {
  readonly vocabularySize: number;
  readonly dimension: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Of the softmax over cosines. */
  readonly temperature: number;
  /** Share of the batches whose pairs all come from one group. */
  readonly groupedShare: number;
  /** Share of a passage's terms left out, anew each time. */
  readonly dropout: number;
  readonly seed: number;
  /** First guess of how much each row matters; rows begin as random directions of this length. */
  readonly initialLengths: Float32Array;
  readonly onEpoch?: (epoch: number, meanLoss: number) => void;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * Trains a table [vocabularySize, dimension] so that a query is nearer to its own passage than to the others of its
 * batch, and the passage to its query: symmetric InfoNCE (arXiv:1807.03748) over the cosine of summed rows, with Adam
 * (arXiv:1412.6980) on the rows that a batch touches. The same options and pairs give the same table.
 */
export function trainContrastive(pairs: readonly Pair[], options: ContrastiveOptions): Float32Array {
  const { vocabularySize, dimension: D, batchSize, epochs, learningRate } = options;
  const random = mulberry32(options.seed);
  const table = new Float32Array(vocabularySize * D);
  for (let row = 0; row < vocabularySize; row++) {
    const length = (options.initialLengths[row] ?? 1) / Math.sqrt(D);
    for (let index = 0; index < D; index++) table[row * D + index] = gaussian(random) * length;
  }
  const gradient = new Float32Array(table.length);
  const first = new Float32Array(table.length);
  const second = new Float32Array(table.length);
  let step = 0;
  const batchesOfEpoch = Math.floor(pairs.length / batchSize);
  const totalSteps = epochs * batchesOfEpoch;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let lossSum = 0;
    for (const batch of batchesOf(pairs, options, random)) {
      const queries = batch.map(({ query }) => query);
      const passages = batch.map(({ passage }) => dropTerms(passage, options.dropout, random));
      const touched = new Set<number>();
      lossSum += contrastiveLoss({ queries, passages }, table, D, options.temperature, gradient, touched);
      step++;
      // Linear warm-up over a tenth, then linear to zero.
      const rate = learningRate * Math.min(step / (totalSteps / 10), (totalSteps - step + 1) / totalSteps);
      const correction = (rate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
      for (const row of touched) {
        for (let index = row * D; index < (row + 1) * D; index++) {
          const g = gradient[index] ?? 0;
          const m = (first[index] = BETA1 * (first[index] ?? 0) + (1 - BETA1) * g);
          const v = (second[index] = BETA2 * (second[index] ?? 0) + (1 - BETA2) * g * g);
          table[index] = (table[index] ?? 0) - (correction * m) / (Math.sqrt(v) + EPSILON);
          gradient[index] = 0;
        }
      }
    }
    options.onEpoch?.(epoch, lossSum / Math.max(1, batchesOfEpoch));
  }
  return table;
}

/** Numbers of either precision: training takes the one, its test the other. */
export type Floats = Float32Array | Float64Array;

/**
 * The loss of a batch, whose query `i` belongs to passage `i`. Adds its gradient by the table to `gradient`, and the rows
 * that have one to `touched`.
 *
 * @param table [vocabulary, D]
 * @param gradient [vocabulary, D]
 */
export function contrastiveLoss(
  { queries, passages }: { readonly queries: readonly Bag[]; readonly passages: readonly Bag[] },
  table: Floats,
  D: number,
  temperature: number,
  gradient: Floats,
  touched: Set<number>,
): number {
  const q = embed(queries, table, D);
  const p = embed(passages, table, D);
  const { loss, queryGradient, passageGradient } = infoNce(q.unit, p.unit, queries.length, D, temperature);
  scatter(queries, q, queryGradient, gradient, D, touched);
  scatter(passages, p, passageGradient, gradient, D, touched);
  return loss;
}

const zerosLike = (like: Floats, length: number): Floats =>
  like instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);

/** Every pair once an epoch, but for a rest: some batches of one group, the others mixed. */
function batchesOf(
  pairs: readonly Pair[],
  { batchSize, groupedShare }: ContrastiveOptions,
  random: () => number,
): Pair[][] {
  const byGroup = new Map<number, Pair[]>();
  for (const pair of shuffled(pairs, random)) byGroup.set(pair.group, [...(byGroup.get(pair.group) ?? []), pair]);
  const batches: Pair[][] = [];
  const mixed: Pair[] = [];
  for (const group of byGroup.values()) {
    for (let start = 0; start < group.length; start += batchSize) {
      const batch = group.slice(start, start + batchSize);
      if (batch.length === batchSize && random() < groupedShare) batches.push(batch);
      else mixed.push(...batch);
    }
  }
  const rest = shuffled(mixed, random);
  for (let start = 0; start + batchSize <= rest.length; start += batchSize) {
    batches.push(rest.slice(start, start + batchSize));
  }
  return shuffled(batches, random);
}

function dropTerms({ rows, weights }: Bag, share: number, random: () => number): Bag {
  if (share === 0) return { rows, weights };
  const kept = Array.from(rows.keys()).filter(() => random() >= share);
  return { rows: Int32Array.from(kept, (i) => rows[i] ?? 0), weights: Float32Array.from(kept, (i) => weights[i] ?? 0) };
}

interface Embedded {
  /** [B, D], each of length one. */
  readonly unit: Floats;
  /** [B]: what they were divided by. */
  readonly lengths: Floats;
}

function embed(bags: readonly Bag[], table: Floats, D: number): Embedded {
  const unit = zerosLike(table, bags.length * D);
  const lengths = zerosLike(table, bags.length);
  for (const [b, { rows, weights }] of bags.entries()) {
    for (let term = 0; term < rows.length; term++) {
      const start = (rows[term] ?? 0) * D;
      const weight = weights[term] ?? 0;
      for (let index = 0; index < D; index++) {
        unit[b * D + index] = (unit[b * D + index] ?? 0) + weight * (table[start + index] ?? 0);
      }
    }
    let square = EPSILON;
    for (let index = b * D; index < (b + 1) * D; index++) square += (unit[index] ?? 0) ** 2;
    const length = Math.sqrt(square);
    lengths[b] = length;
    for (let index = b * D; index < (b + 1) * D; index++) unit[index] = (unit[index] ?? 0) / length;
  }
  return { unit, lengths };
}

/** Mean of both directions' cross entropy, and its gradients by the unit vectors [B, D]. */
function infoNce(q: Floats, p: Floats, B: number, D: number, temperature: number) {
  const scores = zerosLike(q, B * B);
  for (let i = 0; i < B; i++) {
    for (let j = 0; j < B; j++) {
      let dot = 0;
      for (let index = 0; index < D; index++) dot += (q[i * D + index] ?? 0) * (p[j * D + index] ?? 0);
      scores[i * B + j] = dot / temperature;
    }
  }
  // d loss / d scores = (softmax over rows + softmax over columns - 2 I) / 2B
  const ct = zerosLike(q, B * B);
  let loss = 0;
  for (const [stride, other] of [
    [B, 1],
    [1, B],
  ] as const) {
    for (let i = 0; i < B; i++) {
      let most = -Infinity;
      for (let j = 0; j < B; j++) most = Math.max(most, scores[i * stride + j * other] ?? 0);
      let sum = 0;
      for (let j = 0; j < B; j++) sum += Math.exp((scores[i * stride + j * other] ?? 0) - most);
      loss += (Math.log(sum) + most - (scores[i * B + i] ?? 0)) / (2 * B);
      for (let j = 0; j < B; j++) {
        const cell = i * stride + j * other;
        const share = Math.exp((scores[cell] ?? 0) - most) / sum - (i === j ? 1 : 0);
        ct[cell] = (ct[cell] ?? 0) + share / (2 * B * temperature);
      }
    }
  }
  const queryGradient = zerosLike(q, B * D);
  const passageGradient = zerosLike(q, B * D);
  for (let i = 0; i < B; i++) {
    for (let j = 0; j < B; j++) {
      const weight = ct[i * B + j] ?? 0;
      if (Math.abs(weight) < 1e-9) continue;
      for (let index = 0; index < D; index++) {
        queryGradient[i * D + index] = (queryGradient[i * D + index] ?? 0) + weight * (p[j * D + index] ?? 0);
        passageGradient[j * D + index] = (passageGradient[j * D + index] ?? 0) + weight * (q[i * D + index] ?? 0);
      }
    }
  }
  return { loss, queryGradient, passageGradient };
}

/** Through the normalisation, `d x = (ct - unit (unit · ct)) / length`, to the rows that were summed. */
function scatter(
  bags: readonly Bag[],
  { unit, lengths }: Embedded,
  ct: Floats,
  gradient: Floats,
  D: number,
  touched: Set<number>,
): void {
  const d = zerosLike(unit, D);
  for (const [b, { rows, weights }] of bags.entries()) {
    let dot = 0;
    for (let index = b * D; index < (b + 1) * D; index++) dot += (unit[index] ?? 0) * (ct[index] ?? 0);
    const length = lengths[b] ?? 1;
    for (let index = 0; index < D; index++) {
      d[index] = ((ct[b * D + index] ?? 0) - (unit[b * D + index] ?? 0) * dot) / length;
    }
    for (let term = 0; term < rows.length; term++) {
      const row = rows[term] ?? 0;
      const weight = weights[term] ?? 0;
      touched.add(row);
      for (let index = 0; index < D; index++) {
        gradient[row * D + index] = (gradient[row * D + index] ?? 0) + weight * (d[index] ?? 0);
      }
    }
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [copy[index], copy[other]];
    if (a !== undefined && b !== undefined) [copy[index], copy[other]] = [b, a];
  }
  return copy;
}

/** Box and Muller, 1958. */
const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
