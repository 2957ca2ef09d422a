import { splits, type Split } from '../dataset.ts';
import type { Examination, Offender } from '../examined.ts';

/** How often each class occurs: as the class of a picture, or of a box. */
export function countClasses({ pictures, classes }: Examination): Record<string, number> {
  const counts = Object.fromEntries(classes.map((name) => [name, 0]));
  for (const picture of pictures)
    for (const name of [
      ...(picture.class === undefined ? [] : [picture.class]),
      ...(picture.boxes ?? []).map((box) => box.class),
    ])
      counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Classes that nothing shows. */
export function emptyClasses(all: Examination): Offender[] {
  return Object.entries(countClasses(all))
    .filter(([, count]) => count === 0)
    .map(([name]) => ({ files: [], message: `nothing shows ${name}` }));
}

/** More than ten times as many of one class as of another. */
export function imbalance(all: Examination): Offender[] {
  const counted = Object.entries(countClasses(all)).filter(([, count]) => count > 0);
  const [most, least] = [1, -1].map((sign) => counted.toSorted((a, b) => sign * (b[1] - a[1]))[0]);
  if (!most || !least || most[1] <= 10 * least[1]) return [];
  return [{ files: [], message: `${most[0]} occurs ${most[1]} times, ${least[0]} ${least[1]} times` }];
}

/** A side that is larger than train, or next to nothing. */
export function splitSizes({ pictures }: Examination): Offender[] {
  const count = (side: Split) => pictures.filter(({ split }) => split === side).length;
  const [train, ...others] = splits.map(count);
  return others.flatMap((some, index) =>
    some > 0 && (train === 0 || some > train! || some < 0.02 * train!)
      ? [{ files: [], message: `${splits[index + 1]} has ${some} pictures, train has ${train}` }]
      : [],
  );
}

/** Brightness of one side against train, by the population stability index of 16 bins; 0.25 is the usual limit for a shift. */
export function splitDrift({ pictures }: Examination): Offender[] {
  const histogram = (side: Split) => {
    const of = pictures.filter(({ split }) => split === side);
    const bins = new Float64Array(16);
    for (const { look } of of) for (const value of look) bins[value >> 4]! += 1 / (look.length * of.length);
    return { bins, count: of.length };
  };
  const [train, ...others] = splits.map(histogram);
  return others.flatMap(({ bins, count }, index) => {
    if (count < 30 || train!.count < 30) return [];
    const psi = bins.reduce((sum, share, i) => {
      const [p, q] = [share + 1e-4, train!.bins[i]! + 1e-4];
      return sum + (p - q) * Math.log(p / q);
    }, 0);
    const message = `${splits[index + 1]} is lit differently from train (PSI ${psi.toFixed(2)}, limit 0.25)`;
    return psi > 0.25 ? [{ files: [], message }] : [];
  });
}
