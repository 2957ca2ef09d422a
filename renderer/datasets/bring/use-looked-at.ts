import { useEffect, useState } from 'react';
import { detectLayout, readSource } from '../../../ml/dataset/layout.ts';
import type { Layout, SourceList } from '../../../ml/dataset/source.ts';
import type { BroughtFolder } from './brought-folder.ts';

/** What a folder looks like before anything is sent. */
export interface LookedAt {
  /** What its files look like. */
  readonly detected: Layout;
  /** Read as it looks, or as somebody says it is. */
  readonly source: SourceList;
}

/** Reads the annotations of a folder, here in the page. Null: still reading. `failed`: no layout could be read at all. */
export function useLookedAt(folder: BroughtFolder, layout: Layout | null) {
  const [looked, setLooked] = useState<{
    readonly of: BroughtFolder;
    readonly as: Layout | null;
    readonly at: LookedAt | null;
  } | null>(null);
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<LookedAt> => {
      const detected = await detectLayout(folder);
      return { detected, source: await readSource(folder, { layout: layout ?? detected }) };
    };
    look().then(
      (at) => gone || setLooked({ of: folder, as: layout, at }),
      () => gone || setLooked({ of: folder, as: layout, at: null }),
    );
    return () => {
      gone = true;
    };
  }, [folder, layout]);
  const now = looked?.of === folder && looked.as === layout ? looked : null;
  return { looked: now?.at ?? null, failed: now !== null && now.at === null };
}

/** How often each class is named, the most frequent first. */
export function namedClasses({
  pictures,
  classes,
}: SourceList): { readonly name: string; readonly count: number }[] {
  const counts = new Map(classes.map((name) => [name, 0]));
  for (const picture of pictures)
    for (const name of [picture.class, ...(picture.boxes ?? []).map((box) => box.class)])
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((one, other) => other.count - one.count || one.name.localeCompare(other.name));
}
