import { nearDuplicates } from './alike.ts';
import type { Dataset, Split } from './dataset.ts';
import { splits } from './dataset.ts';
import { stemOf, type SourceFault, type SourcePicture } from './source.ts';

/** A picture of a source that was opened. */
export interface Examined extends SourcePicture {
  /** Its path, with `#n` for page n. */
  readonly name: string;
  /** SHA-256 of the file's bytes, with `#n` for page n: equal for equal pictures. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
  /** Grey, `lookSide`², 8 bit. */
  readonly look: Uint8Array;
  /** Of the mask: its size, and the values that occur in it. */
  readonly opened?: { readonly width: number; readonly height: number; readonly values: readonly number[] };
}

export interface Examination {
  readonly pictures: readonly Examined[];
  readonly classes: readonly string[];
  readonly faults: readonly SourceFault[];
  readonly maskValues?: Dataset['maskValues'];
}

/** What is wrong in one place: the files it concerns, and a sentence. */
export interface Offender {
  readonly files: readonly string[];
  readonly message: string;
}

/** `blocks`: nothing is trained on this dataset before it is mended. */
export type Severity = 'blocks' | 'warns';

export interface CheckFinding {
  readonly check: string;
  readonly severity: Severity;
  readonly count: number;
  readonly offenders: readonly Offender[];
}

interface Check {
  readonly name: string;
  readonly severity: Severity;
  readonly find: (examination: Examination) => Offender[];
}

const fault = (name: SourceFault['check'], severity: Severity): Check => ({
  ...{ name, severity },
  find: ({ faults }) =>
    faults.filter(({ check }) => check === name).map(({ file, message }) => ({ files: [file], message })),
});

/** All checks, those that block first. */
export const checks: readonly Check[] = [
  fault('unreadable', 'blocks'),
  fault('unknown-class', 'blocks'),
  { name: 'unknown-mask-value', severity: 'blocks', find: unknownMaskValues },
  {
    name: 'box-empty',
    severity: 'blocks',
    find: (all) => boxes(all, (box) => !(box[2] > 0 && box[3] > 0), 'has no size'),
  },
  { name: 'box-outside', severity: 'blocks', find: outside },
  { name: 'size-mismatch', severity: 'blocks', find: sizes },
  {
    name: 'same-picture-across-split',
    severity: 'blocks',
    find: (all) => across(all, ({ image }) => image, 'is in'),
  },
  {
    name: 'same-group-across-split',
    severity: 'blocks',
    find: (all) => across(all, ({ group }) => group, 'shows one piece in'),
  },
  {
    name: 'copies-across-split',
    severity: 'blocks',
    find: (all) => across(all, copyOf, 'has varied copies in'),
  },
  { name: 'label-conflict', severity: 'blocks', find: conflicts },
  {
    name: 'near-duplicate-across-split',
    severity: 'warns',
    find: (all) => near(all, (one, other) => one.split !== other.split),
  },
  { name: 'duplicate', severity: 'warns', find: duplicates },
  {
    name: 'near-duplicate',
    severity: 'warns',
    find: (all) => near(all, (one, other) => one.split === other.split),
  },
  fault('orphan-picture', 'warns'),
  fault('orphan-annotation', 'warns'),
  { name: 'count-mismatch', severity: 'warns', find: counts },
  { name: 'empty-class', severity: 'warns', find: emptyClasses },
  { name: 'imbalance', severity: 'warns', find: imbalance },
  { name: 'split-sizes', severity: 'warns', find: splitSizes },
  { name: 'split-drift', severity: 'warns', find: splitDrift },
];

/** Every check that found something, in the order of `checks`. */
export function checkDataset(examination: Examination): CheckFinding[] {
  return checks.flatMap(({ name, severity, find }) => {
    const offenders = find(examination);
    return offenders.length === 0 ? [] : [{ check: name, severity, count: offenders.length, offenders }];
  });
}

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

/** What is known of a picture, so that two labels can be compared. */
const labelOf = ({ class: name, boxes: list, mask }: Examined): string =>
  JSON.stringify([name, list?.map((one) => [one.class, ...one.box]).toSorted(), mask?.file]);

function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** One offender for every picture outside train whose like is on another side too: as many as would have to go. */
function across(all: Examination, key: (picture: Examined) => string | undefined, says: string): Offender[] {
  return groupBy(all.pictures, key).flatMap((group) => {
    const sides = splits.filter((side) => group.some(({ split }) => split === side));
    return sides.slice(1).flatMap((side) =>
      group
        .filter(({ split }) => split === side)
        .map((picture) => {
          const first = group.find(({ split }) => split === sides[0])!;
          return {
            files: [picture.name, first.name],
            message: `${picture.name} ${says} ${side} and in ${sides[0]} (${first.name})`,
          };
        }),
    );
  });
}

/** The photograph that a varied copy was made of, by the names that tools give to copies. */
function copyOf({ name }: Examined): string | undefined {
  const stem = stemOf(name);
  const made = stem
    .replace(/\.rf\.[0-9a-f]{16,}$/i, '')
    .replace(/[_-](aug|augmented|rot|rotated|flip|flipped|copy)[_-]?\d*$/i, '');
  return made === stem ? undefined : made;
}

function duplicates({ pictures }: Examination): Offender[] {
  return groupBy(pictures, ({ image, split }) => `${image} ${split}`).map((group) => ({
    files: group.map(({ name }) => name),
    message: `${group.length} files hold the same picture`,
  }));
}

function conflicts({ pictures }: Examination): Offender[] {
  return groupBy(pictures, ({ image }) => image)
    .filter((group) => new Set(group.map(labelOf)).size > 1)
    .map((group) => ({
      files: group.map(({ name }) => name),
      message: `the same picture is labelled differently: ${group.map((one) => one.class ?? 'otherwise').join(', ')}`,
    }));
}

function near({ pictures }: Examination, wanted: (one: Examined, other: Examined) => boolean): Offender[] {
  const pairs = nearDuplicates(
    pictures.map(({ look }) => look),
    (i, j) => pictures[i]!.image !== pictures[j]!.image && wanted(pictures[i]!, pictures[j]!),
  );
  return pairs.map(([i, j]) => ({
    files: [pictures[i]!.name, pictures[j]!.name],
    message: `${pictures[j]!.name} looks like ${pictures[i]!.name}`,
  }));
}

type PixelBox = readonly [x: number, y: number, width: number, height: number];

/** A box of a picture in pixels. */
export const inPixels = (
  { box: [x, y, width, height], relative }: NonNullable<SourcePicture['boxes']>[number],
  size: { readonly width: number; readonly height: number },
): PixelBox =>
  relative
    ? [x * size.width, y * size.height, width * size.width, height * size.height]
    : [x, y, width, height];

function boxes(
  { pictures }: Examination,
  wrong: (box: PixelBox, of: Examined) => boolean,
  says: string,
): Offender[] {
  return pictures.flatMap((picture) =>
    (picture.boxes ?? []).flatMap((one, index) => {
      const box = inPixels(one, picture);
      if (!wrong(box, picture)) return [];
      const shown = box.map((value) => Number(value.toFixed(1))).join(', ');
      return [{ files: [picture.name], message: `box ${index + 1} of ${picture.name} [${shown}] ${says}` }];
    }),
  );
}

/** More than a pixel beyond the border: rounding is forgiven. */
function outside(all: Examination): Offender[] {
  return boxes(
    all,
    ([x, y, width, height], of) => x < -1 || y < -1 || x + width > of.width + 1 || y + height > of.height + 1,
    'reaches out of the picture',
  );
}

function sizes({ pictures }: Examination): Offender[] {
  return pictures.flatMap(({ name, width, height, declared = {}, opened }) =>
    [
      { what: 'its annotation', of: { width: declared.width ?? width, height: declared.height ?? height } },
      { what: 'its mask', of: opened ?? { width, height } },
    ]
      .filter(({ of }) => of.width !== width || of.height !== height)
      .map(({ what, of }) => ({
        files: [name],
        message: `${name} is ${width} × ${height}, ${what} says ${of.width} × ${of.height}`,
      })),
  );
}

function unknownMaskValues({ pictures, maskValues }: Examination): Offender[] {
  if (maskValues === undefined) return [];
  return pictures.flatMap(({ name, opened }) => {
    const unknown = (opened?.values ?? []).filter(
      (value) => !maskValues.some(({ from, to }) => value >= from && value <= to),
    );
    return unknown.length === 0
      ? []
      : [
          {
            files: [name],
            message: `the mask of ${name} has ${unknown.slice(0, 5).join(', ')}, which mean no class`,
          },
        ];
  });
}

function counts({ pictures }: Examination): Offender[] {
  return pictures.flatMap(({ name, declared, boxes: list = [] }) =>
    declared?.boxes === undefined || declared.boxes === list.length
      ? []
      : [{ files: [name], message: `${name} should have ${declared.boxes} boxes and has ${list.length}` }],
  );
}

function emptyClasses(all: Examination): Offender[] {
  return Object.entries(countClasses(all))
    .filter(([, count]) => count === 0)
    .map(([name]) => ({ files: [], message: `nothing shows ${name}` }));
}

function imbalance(all: Examination): Offender[] {
  const counted = Object.entries(countClasses(all)).filter(([, count]) => count > 0);
  const [most, least] = [1, -1].map((sign) => counted.toSorted((a, b) => sign * (b[1] - a[1]))[0]);
  if (!most || !least || most[1] <= 10 * least[1]) return [];
  return [{ files: [], message: `${most[0]} occurs ${most[1]} times, ${least[0]} ${least[1]} times` }];
}

function splitSizes({ pictures }: Examination): Offender[] {
  const count = (side: Split) => pictures.filter(({ split }) => split === side).length;
  const [train, ...others] = splits.map(count);
  return others.flatMap((some, index) =>
    some > 0 && (train === 0 || some > train! || some < 0.02 * train!)
      ? [{ files: [], message: `${splits[index + 1]} has ${some} pictures, train has ${train}` }]
      : [],
  );
}

/** Brightness of one side against train, by the population stability index of 16 bins; 0.25 is the usual limit for a shift. */
function splitDrift({ pictures }: Examination): Offender[] {
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
