import { gates, gateSchema, type Gate } from '../../ml/evaluate/gate.ts';
import { UsageError } from './io.ts';
import { readJson } from './json-file.ts';
import { nearest } from './nearest.ts';

/** A flag for every limit of a gate. */
const limits = {
  ...{ 'min-accuracy': 'minAccuracy', 'min-auroc': 'minAuroc', 'min-precision': 'minPrecision' },
  ...{ 'min-recall': 'minRecall', 'min-f-beta': 'minFBeta', 'min-ap50': 'minAp50', 'min-ap': 'minAp' },
  ...{ 'min-pixel-auroc': 'minPixelAuroc', 'min-miou': 'minMiou', 'min-dice': 'minDice' },
  ...{ 'max-ece': 'maxEce', 'max-escapes': 'maxEscapes', 'max-false-rejects': 'maxFalseRejects' },
  ...{ 'max-unsure': 'maxUnsure', noise: 'noise', 'min-noise-accuracy': 'minNoiseAccuracy' },
  ...{ 'max-parameters': 'maxParameters', 'max-bytes': 'maxBytes', 'max-ms': 'maxMs' },
} as const satisfies Readonly<Record<string, keyof Gate>>;
type Flag = keyof typeof limits;

const flags = Object.keys(limits) as Flag[];
const text = { type: 'string' } as const;

export const gateOptions = {
  ...(Object.fromEntries(flags.map((flag) => [flag, text])) as Record<Flag, typeof text>),
  gate: text,
  'check-dataset': { type: 'boolean' },
} as const;

type Values = Partial<Record<Flag | 'gate', string>> & { readonly 'check-dataset'?: boolean };

/**
 * The gate that a command line asks for: a named one or a file's, with what the flags say instead.
 * @throws UsageError
 */
export async function gateOf(values: Values): Promise<Gate> {
  const chosen: Record<string, unknown> = { ...(await named(values.gate)) };
  for (const flag of flags) {
    const value = values[flag];
    if (value === undefined) continue;
    const number = value.trim() === '' ? Number.NaN : Number(value);
    const parsed = gateSchema.shape[limits[flag]].safeParse(number);
    if (!parsed.success)
      throw new UsageError(`--${flag} ${value}: ${parsed.error.issues[0]?.message ?? 'not allowed'}`);
    chosen[limits[flag]] = number;
  }
  if (values['check-dataset'] === true) chosen['checkDataset'] = true;
  const gate = gateSchema.parse(chosen);
  if (gate.minNoiseAccuracy !== undefined && gate.noise === undefined)
    throw new UsageError('--min-noise-accuracy needs --noise SIGMA: how much noise');
  return gate;
}

async function named(name: string | undefined): Promise<Gate> {
  if (name === undefined) return {};
  const own = Object.hasOwn(gates, name) ? gates[name] : undefined;
  if (own) return own;
  const known = Object.keys(gates);
  if (!/[./\\]/.test(name)) {
    const guess = nearest(name, known);
    throw new UsageError(
      `there is no gate ${name}; ${guess ? `did you mean ${guess}?` : `known are ${known.join(', ')}, or a JSON file`}`,
    );
  }
  return readJson(name, gateSchema, 'gate');
}
