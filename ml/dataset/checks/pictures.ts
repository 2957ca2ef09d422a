import type { Examination, Offender } from '../examined.ts';

/** A picture whose annotation or mask was made for another size. */
export function sizes({ pictures }: Examination): Offender[] {
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

/** Values of masks that the dataset gives no meaning. */
export function unknownMaskValues({ pictures, maskValues }: Examination): Offender[] {
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
