/** What Ultralytics writes into the metadata of its exports: `names`, `imgsz`, `task`, `stride`, as Python prints them. */
export interface Ultralytics {
  readonly task: string;
  readonly names: readonly string[];
  /** [height, width]. */
  readonly size?: readonly [number, number];
}

/** Reads it; `undefined` for a model of somebody else. Nothing here is trusted further than a person's word would be. */
export function ultralytics(metadata: Readonly<Record<string, string>>): Ultralytics | undefined {
  const { task, names, imgsz } = metadata;
  if (task === undefined || names === undefined) return undefined;
  const sides = imgsz?.match(/\d+/g)?.map(Number) ?? [];
  const [height, width = height] = sides;
  return {
    task,
    names: pythonNames(names),
    ...(height !== undefined && width !== undefined && { size: [height, width] as const }),
  };
}

/** `{0: 'person', 1: "driver's seat"}` or `['person', …]`; in the order of the numbers. */
function pythonNames(text: string): readonly string[] {
  const entry = /(?:(\d+)\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
  return [...text.matchAll(entry)]
    .map(([, number, single, double], index) => ({
      number: number === undefined ? index : Number(number),
      name: (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'),
    }))
    .toSorted((one, other) => one.number - other.number)
    .map(({ name }) => name);
}
