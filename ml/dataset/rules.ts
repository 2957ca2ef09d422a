import { z } from 'zod';
import type { CheckFinding, Examination, Examined, Offender } from './examined.ts';
import { inPixels } from './pixels.ts';
import { baseName } from './source.ts';

const range = z
  .strictObject({
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
    /** More than this, where nothing itself is not allowed. */
    above: z.number().exactOptional(),
  })
  .refine((one) => Object.keys(one).length > 0, 'min, max or above');

/** What somebody asks of a dataset beside the usual checks: a file of rules, as JSON. All of it may be left out; whatever is broken blocks. */
export const rulesSchema = z.strictObject({
  /** The columns of its table of pictures: these and no others. */
  columns: z.array(z.string().min(1)).min(1).exactOptional(),
  /** What every picture must say. */
  required: z
    .array(z.enum(['class', 'split', 'group', 'author', 'source', 'licence']))
    .min(1)
    .exactOptional(),
  licences: z.array(z.string()).min(1).exactOptional(),
  sources: z.array(z.string()).min(1).exactOptional(),
  classes: z.array(z.string()).min(1).exactOptional(),
  /** Endings of file names, with their dots. */
  endings: z.array(z.string().startsWith('.')).min(1).exactOptional(),
  /** File names, without their folders, occur once. */
  uniqueNames: z.boolean().exactOptional(),
  /**
   * Of the numbers of each picture: `imageWidth`, `imageHeight`, `boxes` (how many) or a column; and of each box, in pixels: `x`, `y`,
   * `width`, `height`.
   */
  ranges: z.record(z.string(), range).exactOptional(),
});
export type Rules = z.infer<typeof rulesSchema>;

/** @throws Error that says in one line what is wrong with the file */
export function readRules(text: string): Rules {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('this is no JSON');
  }
  const parsed = rulesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not of the expected form'}`);
}

/** What a broken rule is called among the findings. */
export const ruleChecks = [
  'rule-columns',
  'rule-required',
  'rule-licence',
  'rule-source',
  'rule-class',
  'rule-ending',
  'rule-unique-name',
  'rule-range',
] as const;

/** Every rule that is broken, with the pictures that break it. */
export function checkRules({ pictures }: Examination, rules: Rules): CheckFinding[] {
  const each = (wrong: (picture: Examined) => readonly string[]): Offender[] =>
    pictures.flatMap((picture) =>
      wrong(picture).map((message) => ({ files: [picture.name], message: `${picture.name} ${message}` })),
    );
  const broken: Readonly<Record<(typeof ruleChecks)[number], Offender[]>> = {
    'rule-columns': each(({ facts }) => columnFaults(Object.keys(facts ?? {}), rules.columns)),
    'rule-required': each((picture) =>
      (rules.required ?? []).flatMap((key) =>
        picture[key] === undefined || picture[key] === '' ? [`does not say its ${key}`] : [],
      ),
    ),
    'rule-licence': each(({ licence }) => oneOf('licence', licence, rules.licences)),
    'rule-source': each(({ source }) => oneOf('source', source, rules.sources)),
    'rule-class': each((picture) =>
      [
        ...(picture.class === undefined ? [] : [picture.class]),
        ...(picture.boxes ?? []).map((box) => box.class),
      ].flatMap((name) => oneOf('class', name, rules.classes)),
    ),
    'rule-ending': each(({ file }) =>
      rules.endings === undefined ||
      rules.endings.some((ending) => file.toLowerCase().endsWith(ending.toLowerCase()))
        ? []
        : [`does not end in ${rules.endings.join(' or ')}`],
    ),
    'rule-unique-name': rules.uniqueNames === true ? twice(pictures) : [],
    'rule-range': each((picture) =>
      Object.entries(rules.ranges ?? {}).flatMap(([key, limits]) =>
        numbersOf(picture, key).flatMap((value) => rangeFault(key, value, limits)),
      ),
    ),
  };
  return Object.entries(broken).flatMap(([check, offenders]) =>
    offenders.length === 0 ? [] : [{ check, severity: 'blocks', count: offenders.length, offenders }],
  );
}

function columnFaults(found: readonly string[], wanted: readonly string[] | undefined): string[] {
  if (wanted === undefined) return [];
  const without = wanted.filter((column) => !found.includes(column));
  const beyond = found.filter((column) => !wanted.includes(column));
  return [
    ...(without.length > 0 ? [`has no column ${without.join(', ')}`] : []),
    ...(beyond.length > 0 ? [`has a column ${beyond.join(', ')}, which is not among the rules`] : []),
  ];
}

const oneOf = (what: string, value: string | undefined, allowed: readonly string[] | undefined): string[] =>
  allowed === undefined || (value !== undefined && allowed.includes(value))
    ? []
    : [`has the ${what} ${value ?? 'of nobody'}, allowed: ${allowed.join(', ')}`];

function twice(pictures: readonly Examined[]): Offender[] {
  const first = new Map<string, string>();
  return pictures.flatMap(({ file, name, page }) => {
    const base = baseName(file) + (page === undefined ? '' : `#${page}`);
    const before = first.get(base);
    if (before === undefined) first.set(base, name);
    return before === undefined
      ? []
      : [{ files: [name, before], out: [name], message: `${name} has the name of ${before}` }];
  });
}

/** One for the picture, or one for each of its boxes; a column that is not there, or holds no number, is NaN. */
function numbersOf(picture: Examined, key: string): number[] {
  const place = ['x', 'y', 'width', 'height'].indexOf(key);
  if (place >= 0) return (picture.boxes ?? []).map((box) => inPixels(box, picture)[place]!);
  if (key === 'imageWidth') return [picture.width];
  if (key === 'imageHeight') return [picture.height];
  if (key === 'boxes') return [picture.boxes?.length ?? 0];
  const value = picture.facts?.[key];
  return [value === undefined || value === '' ? Number.NaN : Number(value)];
}

function rangeFault(key: string, value: number, { min, max, above }: z.infer<typeof range>): string[] {
  const right =
    value >= (min ?? -Infinity) && value <= (max ?? Infinity) && (above === undefined || value > above);
  if (right) return [];
  const allowed = [
    ...(min === undefined ? [] : [`from ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`to ${max}`]),
  ];
  return [`has ${Number.isNaN(value) ? 'no number' : value} for ${key}, allowed: ${allowed.join(' ')}`];
}
