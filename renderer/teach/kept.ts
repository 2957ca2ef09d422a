import { useCallback, useState } from 'react';
import type { z } from 'zod';

/**
 * State that survives the screen, a change of role and the page itself. What cannot be read any more (an older version's, or cut off) is
 * `empty` again; where nothing can be kept, it lives as long as the screen.
 */
export function useKept<T>(key: string, schema: z.ZodType<T>, empty: T) {
  const [value, setValue] = useState(() => read(key, schema, empty));
  const change = useCallback(
    (next: (before: T) => T) =>
      setValue((before) => {
        const after = next(before);
        write(key, after);
        return after;
      }),
    [key],
  );
  return [value, change] as const;
}

/** Changes it while no screen shows it. */
export const changeKept = <T>(key: string, schema: z.ZodType<T>, empty: T, next: (before: T) => T): void =>
  write(key, next(read(key, schema, empty)));

function read<T>(key: string, schema: z.ZodType<T>, empty: T): T {
  try {
    const kept = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return kept.success ? kept.data : empty;
  } catch {
    return empty;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store: nothing to be done about it here.
  }
}
