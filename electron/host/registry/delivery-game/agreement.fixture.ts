import { expect } from 'vitest';
import type { PackageFiles } from '../../../../ml/package/files.ts';
import type { SignedPromotion } from '../../../../ml/package/promotion.ts';
import { readPackage } from '../../models/folder.ts';
import { readPointer } from '../../models/pointer.ts';
import { readNext } from '../promotion/next.ts';
import type { PackageRef } from '../registry.ts';
import { readReport, reportFile, reportRun } from '../statements/report.ts';
import type { Player, World } from './station.fixture.ts';
import { faultOf, isBelieved, journalOf } from './truth.fixture.ts';

/** The promotions that stand: of those that a trusted key signed the ones with the highest number, as the files lie there. */
export async function standing({ shared, trusted }: World): Promise<SignedPromotion[]> {
  const folder = 'promotions/sample/champion';
  const found: SignedPromotion[] = [];
  for (const name of (await shared.list(folder)).filter((one) => one.endsWith('.json'))) {
    const signed = JSON.parse(
      new TextDecoder().decode(await shared.read(`${folder}/${name}`)),
    ) as SignedPromotion;
    const { serial, model } = signed.promotion;
    if (isBelieved(signed, trusted()) && serial === Number.parseInt(name) && model === 'sample')
      found.push(signed);
  }
  const highest = Math.max(...found.map(({ promotion: { serial } }) => serial));
  return found.filter(({ promotion: { serial } }) => serial === highest);
}

/** Nothing waits anywhere, and every station that is neither held nor pinned runs what stands, unless that may not run there. */
export async function agree(world: World, players: readonly Player[]): Promise<void> {
  const [last, ...more] = await standing(world);
  expect(more).toEqual([]);
  for (const player of players) {
    const { delivery, promotions, engine, journal, connection, station } = player.now();
    for await (const { problems } of journal.verify()) expect(problems).toEqual([]);
    expect(promotions.state().next).toBeNull();
    expect(await readNext(player.disk)).toBeNull();
    const pointer = await readPointer(player.disk);
    const report = await delivery.report();
    expect(report.problem).toBeNull();
    const kept = JSON.parse(new TextDecoder().decode(await player.disk.read('registry/delivery.json'))) as {
      owed: Record<string, { signed: SignedPromotion; told: boolean }>;
    };
    // It owes nothing but what would stand again if a higher one went that it does not follow.
    for (const { signed, told } of Object.values(kept.owed)) {
      if (told) continue;
      const { promotion } = signed;
      const above = last?.promotion.serial ?? 0;
      expect(promotion.serial, 'what it owes').toBeLessThan(above);
      expect(pointer?.followed[promotion.model] ?? 0, 'what it owes').toBeLessThan(above);
    }
    // What judges is what is on record, and what others are told.
    expect(engine.status().models.map(({ sha256 }) => sha256)).toEqual(
      pointer === null ? [] : [pointer.active.sha256],
    );
    expect(report.running?.sha256).toBe(pointer?.active.sha256);
    const told = readReport(
      await connection.runs.get(reportRun(station.stationId), reportFile),
      station.stationId,
    );
    expect(told.report.running).toEqual(report.running);
    if (last === undefined) continue;
    const { version, sha256, model: name, serial } = last.promotion;
    const only = report.pinned.find((one) => one.name === name)?.version;
    if (report.held !== null || (only !== undefined && only !== version)) continue;
    const ref = { name, version, sha256 };
    const files = await registered(world, ref);
    const here = await readPackage(player.disk, ref);
    const fault =
      here !== null && faultOf(here, ref, player.at, world.trusted()) === 'other bytes'
        ? 'its number is taken here'
        : files === null
          ? 'gone'
          : faultOf(files, ref, player.at, world.trusted());
    const what = `station ${player.at}, ${name} ${version}, serial ${serial}`;
    // Who followed it and went back alone stays there until the next one.
    if (pointer?.followed[name] === serial && (await wentBackAlone(player))) continue;
    if (fault === null)
      expect([pointer?.active.sha256, pointer?.followed[name]], what).toEqual([sha256, serial]);
    else expect(pointer?.active.sha256, `${what}: ${fault}`).not.toBe(sha256);
  }
}

/** Whether what it runs was made active without a promotion. */
async function wentBackAlone(player: Player): Promise<boolean> {
  const activated = (await journalOf(player)).flatMap((event) =>
    event.kind === 'package.activated' ? [event.data] : [],
  );
  return activated.at(-1)?.serial === undefined;
}

/** The files of a package as they lie in the registry; null: it is not there. */
async function registered(
  { shared }: World,
  { name, version, sha256 }: PackageRef,
): Promise<PackageFiles | null> {
  const folder = `packages/${name}/${version}-${sha256}`;
  if ((await shared.stat(`${folder}/entry.json`)) === null) return null;
  const files = new Map<string, Uint8Array>();
  const walk = async (inside: string): Promise<void> => {
    for (const one of await shared.list(folder + inside)) {
      const path = `${inside}/${one}`;
      if ((await shared.stat(folder + path))?.folder === true) await walk(path);
      else if (!one.endsWith('.part') && one !== 'entry.json')
        files.set(path.slice(1), await shared.read(folder + path));
    }
  };
  await walk('');
  return files;
}
