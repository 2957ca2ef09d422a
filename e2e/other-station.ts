import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventData } from '../electron/contract/events.ts';
import { openImages } from '../electron/host/images/store.ts';
import { openJournal } from '../electron/host/journal/open.ts';
import type { Journal } from '../electron/host/journal/journal.ts';
import { keyIdOf } from '../electron/host/models/package.ts';
import { createNodePlatform } from '../electron/host/platform-node.ts';
import { openStation } from '../electron/host/station.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { encodeY4m } from '../ml/image/y4m.ts';

const app = '0.1.0';
const by = { id: 'm-ortiz', role: 'technician' } as const;
const size = { width: 640, height: 360 };

/** What another station wrote while its folder was open. */
export interface Writing {
  readonly journal: Journal;
  /** Records an inspection of a demo piece. @param away its picture stays at that station @returns its id */
  inspect(piece: number, change: Partial<EventData<'inspection.recorded'>>, away?: boolean): Promise<string>;
}

/**
 * Another station's sealed journal in a stopped station's data folder, as if it had been followed: the admin called it `name`. Its pictures
 * are there, too, but for those that are away. @returns its id
 */
export async function followedIn(
  data: string,
  name: string,
  write: (writing: Writing) => Promise<void>,
): Promise<string> {
  const far = mkdtempSync(join(tmpdir(), 'loupe-far-'));
  try {
    const [platform, here] = [far, data].map((folder) =>
      createNodePlatform({ data: folder, workers: () => '' }),
    );
    const station = await openStation({ platform: platform!, app });
    const journal = await openJournal({ platform: platform!, station, app });
    const images = await openImages({ platform: here!, floorBytes: () => 0 });
    const away = await openImages({ platform: platform!, floorBytes: () => 0 });
    const camera = createDemoCamera(size);
    await write({
      journal,
      async inspect(piece, change, isAway = false) {
        const bytes = encodeY4m(camera.picture(demoPiece(piece)));
        const sha256 = await (isAway ? away : images).put('y4m', bytes);
        const { seq } = await journal.append(
          'inspection.recorded',
          {
            ...{ identity: { instrument: 'Needle holder', serial: `NH-26-${1000 + piece}` } },
            image: { sha256, type: 'y4m', ...size, bytes: bytes.length },
            source: { kind: 'demo', label: 'Demo scene' },
            ...{ setup: null, plan: null, trigger: 'key', verdict: 'pass', score: 0.125, steps: [] },
            times: { triggered: new Date().toISOString(), judgeMs: 40 },
            ...change,
          },
          by,
        );
        return `${journal.stationId}-${seq}`;
      },
    });
    await journal.seal();
    await journal.close();
    const { stationId, publicKeys } = station;
    mkdirSync(join(data, 'stations', stationId), { recursive: true });
    cpSync(join(far, 'journal'), join(data, 'stations', stationId, 'journal'), { recursive: true });
    trust(data, name, stationId, publicKeys.at(-1)!);
    return stationId;
  } finally {
    rmSync(far, { recursive: true, force: true });
  }
}

/** As an admin has done there on Fleet. @param data of a station that is not running */
export function trust(data: string, name: string, station: string, publicKey: string): void {
  const path = join(data, 'trusted-keys.json');
  let keys: unknown[] = [];
  try {
    ({ keys } = JSON.parse(readFileSync(path, 'utf8')) as { keys: unknown[] });
  } catch {
    // It is the first one.
  }
  const key = { keyId: keyIdOf(publicKey), name, added: new Date().toISOString(), station, publicKey };
  writeFileSync(path, JSON.stringify({ keys: [...keys, key] }));
}
