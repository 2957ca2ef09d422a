import { splits } from '../dataset.ts';
import type { Examination, Examined, Offender } from '../examined.ts';
import { grouped } from '../grouped.ts';
import { stemOf } from '../source.ts';

/** One offender for every picture outside train whose like is on another side too: as many as would have to go. */
export function across(
  all: Examination,
  key: (picture: Examined) => string | undefined,
  says: string,
): Offender[] {
  return groupBy(all.pictures, key).flatMap((group) => {
    const sides = splits.filter((side) => group.some(({ split }) => split === side));
    return sides.slice(1).flatMap((side) =>
      group
        .filter(({ split }) => split === side)
        .map((picture) => {
          const first = group.find(({ split }) => split === sides[0])!;
          return {
            files: [picture.name, first.name],
            out: [picture.name],
            message: `${picture.name} ${says} ${side} and in ${sides[0]} (${first.name})`,
          };
        }),
    );
  });
}

/** The photograph that a varied copy was made of, by the names that tools give to copies. */
export function copyOf({ name }: Pick<Examined, 'name'>): string | undefined {
  const stem = stemOf(name);
  const made = stem
    .replace(/\.rf\.[0-9a-f]{16,}$/i, '')
    .replace(/[_-](aug|augmented|rot|rotated|flip|flipped|copy)[_-]?\d*$/i, '');
  return made === stem ? undefined : made;
}

/** One picture several times on one side. */
export function duplicates({ pictures }: Examination): Offender[] {
  return groupBy(pictures, ({ image, split }) => `${image} ${split}`).map((group) => ({
    files: group.map(({ name }) => name),
    out: group.slice(1).map(({ name }) => name),
    message: `${group.length} files hold the same picture`,
  }));
}

/** One picture with several labels: nobody here knows which is right. */
export function conflicts({ pictures }: Examination): Offender[] {
  return groupBy(pictures, ({ image }) => image)
    .filter((group) => new Set(group.map(labelOf)).size > 1)
    .map((group) => ({
      files: group.map(({ name }) => name),
      message: `the same picture is labelled differently: ${group.map((one) => one.class ?? 'otherwise').join(', ')}`,
    }));
}

/** Pictures that look alike without being equal; a clean version leaves out the one that is not trained on. */
export function near(all: Examination, wanted: (one: Examined, other: Examined) => boolean): Offender[] {
  const { pictures } = all;
  return all.alike.flatMap(([i, j]) => {
    const [one, other] = [pictures[i]!, pictures[j]!];
    if (!wanted(one, other)) return [];
    const out = [(other.split === 'train' ? one : other).name];
    return [{ files: [one.name, other.name], out, message: `${other.name} looks like ${one.name}` }];
  });
}

/** What is known of a picture, so that two labels can be compared. */
const labelOf = ({ class: name, boxes: list, mask }: Examined): string =>
  JSON.stringify([name, list?.map((one) => [one.class, ...one.box]).toSorted(), mask?.file]);

const groupBy = <T>(items: readonly T[], key: (item: T) => string | undefined): T[][] =>
  [...grouped(items, (item) => [key(item)].filter((one) => one !== undefined)).values()].filter(
    (group) => group.length > 1,
  );
