/** `score = sigmoid(a · logit + b)`. */
export interface Calibration {
  readonly a: number;
  readonly b: number;
}

/**
 * Platt's scaling: the a and b under which held-back answers are most likely, by Newton's method, with his softened targets, so that a
 * perfect order does not ask for an infinite slope (Platt 1999; Lin, Lin and Weng 2007).
 *
 * @param logits log-odds of a defect, one a picture
 * @throws RangeError without both kinds of pictures, or where the order is upside down
 */
export function platt(logits: readonly number[], defective: readonly boolean[]): Calibration {
  const bad = defective.filter(Boolean).length;
  const good = logits.length - bad;
  if (bad === 0 || good === 0)
    throw new RangeError(`calibration needs both, got ${bad} defective and ${good} good pictures`);
  const high = (bad + 1) / (bad + 2);
  const low = 1 / (good + 2);
  const targets = defective.map((is) => (is ? high : low));
  let [a, b] = [0, Math.log((bad + 1) / (good + 1))];
  const loss = (slope: number, shift: number): number =>
    logits.reduce((sum, z, i) => {
      const f = slope * z + shift;
      return sum + Math.log1p(Math.exp(-Math.abs(f))) + Math.max(f, 0) - targets[i]! * f;
    }, 0);
  let before = loss(a, b);
  for (let round = 0; round < 100; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
    for (const [i, z] of logits.entries()) {
      const p = 1 / (1 + Math.exp(-(a * z + b)));
      const [away, weight] = [p - targets[i]!, p * (1 - p)];
      [ga, gb] = [ga + away * z, gb + away];
      [haa, hab, hbb] = [haa + weight * z * z, hab + weight * z, hbb + weight];
    }
    if (Math.abs(ga) < 1e-7 && Math.abs(gb) < 1e-7) break;
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    let stride = 1;
    while (stride > 1e-10 && !(loss(a - stride * da, b - stride * db) < before)) stride /= 2;
    if (stride <= 1e-10) break;
    [a, b] = [a - stride * da, b - stride * db];
    before = loss(a, b);
  }
  if (!(a > 0)) throw new RangeError('the model scores defective pictures lower than good ones');
  return { a, b };
}
