import type { Status } from '../contract/station.ts';
import type { CameraRoom } from './devices/camera.ts';
import type { Engine } from './inspection/engine.ts';
import type { Journal } from './journal/journal.ts';
import type { OtherJournals } from './journal/journals.ts';
import { createLatest, type Latest } from './latest.ts';
import type { TrustedKeys } from './models/trusted-keys.ts';
import type { Sessions } from './sessions.ts';
import type { SettingsStore } from './settings.ts';

interface Head {
  /** Id of a journal. */
  readonly journal: string;
  readonly station: string;
  /** `seq` of its last line. */
  readonly head: number;
}
/** How far the journals go that this station reads: its own, and what is here of others'. */
export type Heads = Head & { readonly followed: readonly (Head & { readonly name: string })[] };

/** How the station is, as every screen follows it. */
export interface StatusRoom {
  readonly status: Latest<Status>;
  readonly heads: Latest<Heads>;
  /** Something that the status tells of has changed. */
  refresh(): void;
  /** @param ms how long the last inspection took to judge */
  judged(ms: number): void;
  /** No package could be opened at the start: it never reaches the engine. */
  notStarted(why: string): void;
}

export interface StatusDeps {
  readonly journal: Pick<Journal, 'stationId' | 'journalId' | 'head' | 'health' | 'state' | 'watch'>;
  readonly engine: Pick<Engine, 'status' | 'watch'>;
  readonly camera: Pick<CameraRoom, 'state'>;
  readonly sessions: Pick<Sessions, 'lease'>;
  readonly registry: { status(): Status['registry']; watch(listener: () => void): void };
  readonly followed: OtherJournals;
  readonly trustedKeys: Pick<TrustedKeys, 'list'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly freeBytes: () => number;
}

export function createStatus(deps: StatusDeps): StatusRoom {
  const { journal, engine, camera, sessions, registry, followed, trustedKeys, settings, freeBytes } = deps;
  let startFailure: string | null = null;
  let lastMs: number | undefined;
  const readStatus = (): Status => {
    const engineNow = engine.status();
    const { state, why } =
      engineNow.state === 'none' && startFailure !== null
        ? ({ state: 'failed', why: startFailure } as const)
        : engineNow;
    const [first] = engineNow.models;
    const { openTray } = journal.state();
    const disk = { freeBytes: freeBytes(), floorBytes: settings.current().diskFloorBytes };
    return {
      journal: { head: journal.head().seq, ...journal.health() },
      model: {
        active: first
          ? { name: first.manifest.name, version: first.manifest.version, sha256: first.sha256 }
          : null,
        provider: engineNow.engine?.provider ?? '',
        state,
        ...(why === undefined ? {} : { why }),
        ...(lastMs === undefined ? {} : { lastMs }),
      },
      camera: camera.state(),
      disk: { ...disk, ok: disk.freeBytes >= disk.floorBytes },
      registry: registry.status(),
      tray: openTray && {
        name: openTray.name,
        inspected: openTray.inspected,
        undecided: openTray.undecided.length,
      },
      lease: sessions.lease(),
    };
  };
  const readHeads = (): Heads => {
    const names = new Map(trustedKeys.list().map((key) => [key.station, key.name]));
    return {
      ...{ journal: journal.journalId, station: journal.stationId, head: journal.head().seq },
      followed: followed
        .stations()
        .flatMap(({ station, journal: of, head: { seq } }) =>
          of === null ? [] : { journal: of, station, head: seq, name: names.get(station) ?? '' },
        ),
    };
  };
  const status = createLatest(readStatus());
  const heads = createLatest(readHeads());
  const refresh = () => status.set(readStatus());
  const advance = () => heads.set(readHeads());

  journal.watch(() => {
    advance();
    refresh();
  });
  engine.watch(refresh);
  registry.watch(refresh);
  followed.watch(advance);
  return {
    ...{ status, heads, refresh },
    judged: (ms) => void (lastMs = ms),
    notStarted(why) {
      startFailure = why;
      refresh();
    },
  };
}
