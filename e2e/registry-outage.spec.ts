import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../electron/contract/client.ts';
import type { Settings } from '../electron/contract/settings.ts';
import { defaultPolicy } from '../ml/sample/policy.ts';
import { serverPython, startServer } from '../electron/host/registry/mlflow/mlflow-server.fixture.ts';
import { openBench, type Bench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { HistoryScreen } from './pages/history.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ReviewScreen } from './pages/review.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StatusBar } from './pages/status-bar.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 600_000 });
const full = process.env['LOUPE_FULL'] === '1';
const [inspections, reviews] = full ? [50, 50] : [8, 4];
const soon = { timeout: 120_000 };

/** A registry that can go away and come back with all it had. */
interface Outage {
  readonly settings: Partial<Settings>;
  begin(): Promise<void>;
  end(): Promise<void>;
  close(): Promise<void>;
}

async function folderOnADrive(): Promise<Outage> {
  const place = mkdtempSync(join(tmpdir(), 'loupe-drive-'));
  const [drive, away] = [join(place, 'drive'), join(place, 'unplugged')];
  mkdirSync(drive);
  return {
    settings: { registryFolder: drive },
    begin: async () => renameSync(drive, away),
    end: async () => renameSync(away, drive),
    close: async () => rmSync(place, { recursive: true, force: true }),
  };
}

async function mlflowServer(): Promise<Outage> {
  const server = await startServer(serverPython!);
  return { settings: { registryUrl: server.url }, begin: server.kill, end: server.again, close: server.stop };
}

/** Each trusts the other, as an admin does on Fleet. */
async function trust(admin: Client, other: string, name: string): Promise<void> {
  for await (const { stations } of await admin.fleet.watch()) {
    const found = stations.find(({ station }) => station === other);
    if (found === undefined) continue;
    if (found.trust === 'new') await admin.fleet.trust({ station: other, keyId: found.keyId, name });
    return;
  }
}

/** Names of the sealed segments in a folder; none while it is not there. */
const sealedIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /-[0-9a-f]{64}\.jsonl$/.test(name))
        .toSorted()
    : [];

for (const [where, begin] of [
  ['a folder on a network drive', folderOnADrive],
  ['an MLflow server', mlflowServer],
] as const)
  test(`${where} is away: ${inspections} inspections and ${reviews} reviews go on, and the bottom line says what waits; back again, the desk has all of it, and its labels return`, async () => {
    test.skip(
      where === 'an MLflow server' && (!full || serverPython === null),
      'with a server only in full (LOUPE_FULL=1), and where loupe setup tests made one',
    );
    const registry = await begin();
    try {
      const settings = { ...registry.settings, theme: 'system', idleSeconds: 3600 } as const;
      await using bench = await openBench({ settings });
      await using desk = await openBench({ settings });
      const admins = { bench: await clientOf(bench.page, 'admin'), desk: await clientOf(desk.page, 'admin') };
      const ids = {
        bench: (await admins.bench.station.about()).stationId,
        desk: (await admins.desk.station.about()).stationId,
      };
      const say = (admin: Client, station: string) =>
        admin.fleet.order({ station, order: 'push', reason: 'to be seen now' });
      // Whatever is inspected waits for a label.
      await admins.bench.review.setPolicy({ ...defaultPolicy, controlEvery: 1, burstSeconds: 0 });
      await say(admins.bench, ids.bench);
      await say(admins.desk, ids.desk);
      await trust(admins.desk, ids.bench, 'Bench 1');
      await trust(admins.bench, ids.desk, 'Desk');

      await registry.begin();
      const before = inspectionsOf(bench.station.data).length;
      const inspect = new InspectScreen(bench.page);
      await inspect.ready();
      for (let i = 0; i < inspections; i++) {
        await inspect.nextPiece();
        await inspect.trigger();
      }
      expect(inspectionsOf(bench.station.data)).toHaveLength(before + inspections);
      await admins.bench.registryAccess.sendNow();
      const bar = new StatusBar(bench.page);
      await expect(bar.slot('registry')).toContainText('offline', soon);
      await expect(bar.slot('waiting')).toContainText(/[1-9]\d* to send/);
      await look(bench.page, `registry-away-${where.split(' ')[1]}`);

      const wanted = await openReview(bench, /^QA/);
      const here = await wanted.label('0');
      await wanted.label('1');
      await expect.poll(() => labelsIn(bench.station.data)).toHaveLength(2);

      await registry.end();
      await admins.bench.registryAccess.sendNow();
      await expect(bar.slot('registry')).not.toContainText('offline', soon);
      await expect(bar.slot('waiting')).toContainText('0 to send', soon);
      await admins.desk.registryAccess.sendNow();

      // Byte for byte what the bench sealed, and nothing else.
      const followed = join(desk.station.data, 'stations', ids.bench, 'journal');
      const sealed = join(bench.station.data, 'journal');
      await expect.poll(() => sealedIn(followed), soon).toEqual(sealedIn(sealed));
      for (const name of sealedIn(followed))
        expect(readFileSync(join(followed, name))).toEqual(readFileSync(join(sealed, name)));

      const review = await openReview(desk, /^QA/);
      const answered: string[] = [];
      for (let i = 0; i < reviews - 2; i++) answered.push(await review.label('1'));
      expect(answered).not.toContain(here);
      expect(answered.every((inspection) => inspection.startsWith(`${ids.bench}-`))).toBe(true);
      await expect.poll(() => labelsIn(desk.station.data)).toEqual(answered);

      await admins.desk.registryAccess.sendNow();
      await expect(new StatusBar(desk.page).slot('waiting')).toContainText('0 to send', soon);
      await admins.bench.registryAccess.sendNow();
      const heard = join(bench.station.data, 'stations', ids.desk);
      await expect.poll(() => labelsIn(heard), soon).toEqual(answered);
      // What the desk said of it stands in the bench's own list: the newest are on the screen.
      const history = new HistoryScreen(bench.page);
      await history.open();
      const numbers = answered.map((inspection) => Number(inspection.slice(ids.bench.length + 1)));
      for (const seq of numbers.toSorted((a, b) => b - a).slice(0, 5)) {
        const row = history.list
          .getByRole('row')
          .filter({ has: bench.page.getByRole('gridcell', { name: String(seq), exact: true }) });
        await expect(row.getByRole('gridcell').last()).toHaveText(/^(?!Waiting$)./, soon);
      }
      await look(bench.page, `registry-back-${where.split(' ')[1]}`);
    } finally {
      await registry.close();
    }
  });

async function openReview({ page }: Bench, role: RegExp): Promise<ReviewScreen> {
  await new RoleDrawer(page).become(role);
  const review = new ReviewScreen(page);
  await review.open();
  await expect(review.picture).toHaveAttribute('data-painted', /./, soon);
  return review;
}

const labelsIn = (data: string): string[] =>
  (existsSync(join(data, 'journal')) ? readJournal(data) : []).flatMap((event) =>
    event.kind === 'label.set' ? [event.data.inspection] : [],
  );
