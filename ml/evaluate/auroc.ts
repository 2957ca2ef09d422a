/**
 * Area under the ROC curve: the chance that a random defective picture scores above a random good one, a tie counting one half
 * (Mann and Whitney's U). Exact with ties. `undefined` where one of the two kinds is missing: then there is nothing to compare.
 *
 * @throws RangeError for a score that is not a number, or lists of unequal length
 */
export function auroc(scores: readonly number[], defective: readonly boolean[]): number | undefined {
  if (scores.length !== defective.length)
    throw new RangeError(`${scores.length} scores for ${defective.length} labels`);
  if (scores.some(Number.isNaN)) throw new RangeError('a score is not a number');
  const order = scores.map((_, i) => i).toSorted((i, j) => scores[i]! - scores[j]!);
  let good = 0;
  let wins = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    let [tiedGood, tiedBad] = [0, 0];
    for (to = from; to < order.length && scores[order[to]!] === scores[order[from]!]; to++) {
      if (defective[order[to]!]) tiedBad++;
      else tiedGood++;
    }
    wins += tiedBad * (good + tiedGood / 2);
    good += tiedGood;
  }
  const bad = scores.length - good;
  return good === 0 || bad === 0 ? undefined : wins / (good * bad);
}
