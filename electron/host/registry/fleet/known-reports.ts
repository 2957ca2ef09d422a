import { z } from 'zod';
import { causeOf, jsonBytes, makeFolders, readJsonIfThere, writeWhole } from '../../durable.ts';
import type { Files } from '../../platform.ts';
import { readReport, type SignedReport } from '../statements/report.ts';

const path = 'registry/fleet.json';
const fileSchema = z.strictObject({
  format: z.literal(1),
  registry: z.string(),
  /** By station: the file as it lay there, so that its signature still tells whose it is. */
  reports: z.record(z.string(), z.string()),
});

export interface KnownReport {
  /** The newest that could be read; null: none could. */
  readonly signed: SignedReport | null;
  readonly text: string;
  /** Why the newest that lies there is not this one. */
  readonly problem: string | null;
  /** When it came, by this station's clock, milliseconds since 1970; null: some time between two looks that are far apart. */
  readonly heardAt: number | null;
  /** When it was looked for last; null: not since this start. */
  readonly lookedAt: number | null;
}

/** What lies there twice within this was put there at the second look, as near as anybody needs to know. */
const nearMs = 120_000;

/** What other stations of a registry said last; on disk, so that it shows while there is no way to it. */
export interface KnownReports {
  of(registry: string): readonly (readonly [station: string, known: KnownReport])[];
  get(registry: string, station: string): KnownReport | null;
  /** What lies there now (null: what this station knew before it was started). Kept unless it is older than what was heard before, or nobody can have signed it. */
  hear(registry: string, station: string, bytes: Uint8Array, now: number | null): void;
  write(registry: string): Promise<void>;
}

export async function openKnownReports(files: Files): Promise<KnownReports> {
  const registries = new Map<string, Map<string, KnownReport>>();
  let written = '';
  const at = (registry: string): Map<string, KnownReport> => {
    const there = registries.get(registry) ?? new Map<string, KnownReport>();
    registries.set(registry, there);
    return there;
  };
  const hear: KnownReports['hear'] = (registry, station, bytes, now) => {
    const before = at(registry).get(station) ?? null;
    const text = new TextDecoder().decode(bytes);
    const looked = before?.lookedAt ?? null;
    const soon = now !== null && looked !== null && Math.abs(now - looked) < nearMs;
    const old = { ...(before ?? { signed: null, text: '', heardAt: null }), lookedAt: now };
    try {
      const signed = readReport(bytes, station);
      const problem = isOlder(signed, before?.signed ?? null) ? 'an older report was put in its place' : null;
      const heardAt = text === before?.text ? before.heardAt : soon ? now : null;
      at(registry).set(
        station,
        problem === null || before === null
          ? { signed, text, problem, heardAt, lookedAt: now }
          : { ...old, problem },
      );
    } catch (error) {
      at(registry).set(station, { ...old, problem: causeOf(error) });
    }
  };

  const found = await readJsonIfThere(files, path, fileSchema);
  if (found !== null)
    for (const [station, text] of Object.entries(found.reports))
      hear(found.registry, station, new TextEncoder().encode(text), null);

  return {
    of: (registry) => [...at(registry)],
    get: (registry, station) => at(registry).get(station) ?? null,
    hear,
    async write(registry) {
      const rows = [...at(registry)].flatMap(([station, { signed, text }]) =>
        signed === null ? [] : [[station, text]],
      );
      const content = { format: 1, registry, reports: Object.fromEntries(rows) };
      const now = JSON.stringify(content);
      if (now === written) return;
      await makeFolders(files, 'registry');
      await writeWhole(files, path, jsonBytes(content));
      written = now;
    },
  };
}

/** By the same key and in the same journal heads only grow; a clock may go back. */
const isOlder = (now: SignedReport, before: SignedReport | null): boolean =>
  before !== null &&
  now.keyId === before.keyId &&
  now.report.journal.id === before.report.journal.id &&
  now.report.journal.head.seq < before.report.journal.head.seq;
