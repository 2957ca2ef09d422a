import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  settingsChangeSchema,
  settingsSchema,
  type Settings,
  type SettingsChange,
} from '../contract/settings.ts';
import { LoupeError } from '../contract/errors.ts';
import { causeOf, jsonBytes, readIfThere, writeWhole } from './durable.ts';
import type { Platform } from './platform.ts';
import { sequential } from './sequential.ts';

export interface SettingsStore {
  current(): Settings;
  /**
   * Changes some of the settings; on disk when it resolves. Returns what really changed, for `settings.changed`.
   * @throws LoupeError `bad-input`, `not-written`
   */
  change(
    change: SettingsChange,
  ): Promise<readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[]>;
  /** Calls back when they have changed. Returns the stop function. */
  watch(listener: () => void): () => void;
}

const path = 'settings.json';

/**
 * Reads `settings.json`; defaults where there is none.
 * @throws LoupeError `bad-input` for a file that is not JSON, or has an unknown key or a value that is not allowed
 */
export async function openSettings({ platform: { files } }: { platform: Platform }): Promise<SettingsStore> {
  const exclusive = sequential();
  const listeners = new Set<() => void>();
  let settings = parse((await readIfThere(files, path)) ?? new TextEncoder().encode('{}'));
  return {
    current: () => settings,
    change: (change) =>
      exclusive(async () => {
        const wanted = settingsChangeSchema.safeParse(change);
        if (!wanted.success) throw badInput('settings', wanted.error);
        const given = Object.entries(wanted.data).filter(([, value]) => value !== undefined);
        const next = settingsSchema.parse({ ...settings, ...Object.fromEntries(given) });
        const changes = (Object.keys(next) as (keyof Settings)[])
          .filter((key) => !isDeepStrictEqual(next[key], settings[key]))
          .map((key) => ({ path: key, from: settings[key], to: next[key] }));
        if (changes.length === 0) return changes;
        try {
          await writeWhole(files, path, jsonBytes(next));
        } catch (error) {
          throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
        }
        settings = next;
        for (const listener of listeners) listener();
        return changes;
      }),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function parse(bytes: Uint8Array): Settings {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const data = { what: path, got: causeOf(error), allowed: 'JSON' };
    throw new LoupeError('bad-input', data, { cause: error });
  }
  const parsed = settingsSchema.safeParse(found);
  if (!parsed.success) throw badInput(path, parsed.error);
  return parsed.data;
}

function badInput(what: string, error: z.ZodError): LoupeError<'bad-input'> {
  const allowed = `the settings ${Object.keys(settingsSchema.shape).join(', ')}`;
  return new LoupeError('bad-input', { what, got: z.prettifyError(error), allowed }, { cause: error });
}
