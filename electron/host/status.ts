import type { Status } from '../contract/station.ts';
import type { CameraRoom } from './devices/camera.ts';
import type { Engine } from './inspection/engine.ts';
import type { Journal } from './journal/journal.ts';
import type { Sessions } from './sessions.ts';

interface Facts {
  readonly journal: Pick<Journal, 'head' | 'health' | 'state'>;
  readonly engine: Pick<Engine, 'status'>;
  readonly camera: Pick<CameraRoom, 'state'>;
  readonly sessions: Pick<Sessions, 'lease'>;
  readonly registry: Status['registry'];
  readonly disk: { readonly freeBytes: number; readonly floorBytes: number };
  /** Why no package could be opened at the start: it never reaches the engine. */
  readonly startFailure: string | null;
  /** How long the last inspection took to judge. */
  readonly lastMs: number | undefined;
}

/** How the station is, as every screen shows it. */
export function statusOf(facts: Facts): Status {
  const { journal, engine, camera, sessions, registry, disk, startFailure, lastMs } = facts;
  const now = engine.status();
  const { state, why } =
    now.state === 'none' && startFailure !== null ? ({ state: 'failed', why: startFailure } as const) : now;
  const [first] = now.models;
  const { openTray } = journal.state();
  return {
    journal: { head: journal.head().seq, ...journal.health() },
    model: {
      active: first
        ? { name: first.manifest.name, version: first.manifest.version, sha256: first.sha256 }
        : null,
      provider: now.engine?.provider ?? '',
      state,
      ...(why === undefined ? {} : { why }),
      ...(lastMs === undefined ? {} : { lastMs }),
    },
    camera: camera.state(),
    disk: { ...disk, ok: disk.freeBytes >= disk.floorBytes },
    registry,
    tray: openTray && {
      name: openTray.name,
      inspected: openTray.inspected,
      undecided: openTray.undecided.length,
    },
    lease: sessions.lease(),
  };
}
