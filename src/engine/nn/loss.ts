/** Cross entropy of a linear head, at labelled rows only. */
import { extent } from "../graph/shape.ts";
import { elementCount } from "../graph/tensor.ts";
import type { Tensor } from "../graph/tensor.ts";
import { customGradient } from "../ops/customGradient.ts";
import { log, mul, sub } from "../ops/elementwise.ts";
import { gather, scatterAdd } from "../ops/indexing.ts";
import { matmul } from "../ops/linalg.ts";
import { reshape } from "../ops/movement.ts";
import { softmax } from "../ops/normalize.ts";
import { max, sum } from "../ops/reduce.ts";

/**
 * The negative log likelihood of each label: h [L, D], head [V, D], labels [L] (int32) -> [L, 1].
 * The one large tensor besides the logits is their softmax, read by both directions: the label's own logit is a
 * dot product with its row of the head, so nothing of size [L, V] is scattered into or copied.
 */
export function linearCrossEntropy(h: Tensor, head: Tensor, labels: Tensor): Tensor {
  const [L, V] = [extent(h.shape, 0), extent(head.shape, 0)];
  const logits = matmul(h, head, { transposeB: true });
  const p = softmax(logits);
  const labelRows = reshape(gather(head, labels), [elementCount(labels.shape), extent(head.shape, 1)]);
  // max p = exp(max logit - logsumexp) is at least 1 / V, so its logarithm is safe where that of p[label] is not.
  const logSumExp = sub(max(logits, -1), log(max(p, -1)));
  const nll = sub(logSumExp, sum(mul(h, labelRows), -1));
  return customGradient(reshape(nll, [L, 1]), [h, head], (ct) => [
    // d logits = ct (p - onehot): dh = ct (p head - head[label])
    () => mul(ct, sub(matmul(p, head), labelRows)),
    // d head = (ct p)ᵀ h - h scattered to the labels
    () => sub(matmul(mul(p, ct), h, { transposeA: true }), scatterAdd(V, labels, mul(h, ct))),
  ]);
}
