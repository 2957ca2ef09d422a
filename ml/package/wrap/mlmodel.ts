import { readYaml, type Yaml } from './yaml.ts';

/** What MLflow's `MLmodel` says of a model. None of it is believed: a person sees it proposed. */
export interface Mlmodel {
  /** `onnx`, `sklearn`, `python_function` …: what it was logged as. */
  readonly flavours: readonly string[];
  /** The file with the network; null: it was not logged as ONNX. */
  readonly data: string | null;
  /** From its metadata: `log_model(…, metadata={'classes': [...]})`. */
  readonly classes: readonly string[] | null;
  /** Of the first picture in its signature, where both sides are fixed. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** What people call the list of their classes: names in the outputs' order, or by number. */
const classWords = ['classes', 'class_names', 'labels', 'names', 'id2label'];

export function readMlmodel(text: string): Mlmodel {
  const file = readYaml(text);
  const flavours = at(file, 'flavors');
  const onnx = at(flavours, 'onnx');
  return {
    flavours: flavours instanceof Map ? [...flavours.keys()].map(String) : [],
    data: onnx === undefined ? null : (textOf(at(onnx, 'data')) ?? 'model.onnx'),
    classes: classesOf(at(file, 'metadata')),
    size: sizeOf(textOf(at(at(file, 'signature'), 'inputs'))),
  };
}

const at = (value: Yaml | undefined, key: string): Yaml | undefined =>
  value instanceof Map ? (value.get(key) as Yaml | undefined) : undefined;
const textOf = (value: Yaml | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function classesOf(metadata: Yaml | undefined): readonly string[] | null {
  for (const word of classWords) {
    const found = at(metadata, word);
    const list = Array.isArray(found) ? (found as Yaml[]) : found instanceof Map ? byNumber(found) : null;
    if (list === null || list.length === 0 || list.length > 1000) continue;
    const names = list.flatMap((name) => (typeof name === 'string' ? [name.trim()] : []));
    if (names.length === list.length && names.every((name) => /^[^\p{Cc}]{1,100}$/u.test(name))) return names;
  }
  return null;
}

/** `{0: good, 1: scratch}`; null unless its keys are the numbers from 0. */
function byNumber(map: ReadonlyMap<string, Yaml>): readonly Yaml[] | null {
  const list = [...map.keys()].map((_, number) => map.get(String(number)));
  return list.every((name) => name !== undefined) ? (list as Yaml[]) : null;
}

function sizeOf(inputs: string | undefined): Mlmodel['size'] {
  for (const input of asList(inputs)) {
    const { 'tensor-spec': spec } = input as { 'tensor-spec'?: { shape?: unknown } };
    const shape = spec?.shape;
    if (!Array.isArray(shape) || shape.length !== 4) continue;
    const [, second, third, last] = shape as unknown[];
    const sides = isChannels(second) ? [third, last] : isChannels(last) ? [second, third] : [];
    const [height, width] = sides;
    if (isSide(width) && isSide(height)) return { width, height };
  }
  return null;
}

const isChannels = (value: unknown): boolean => value === 1 || value === 3;
const isSide = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 8192;

function asList(json: string | undefined): readonly object[] {
  try {
    const found: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(found) ? found.filter((one) => typeof one === 'object' && one !== null) : [];
  } catch {
    return [];
  }
}
