import { expect, test } from 'vitest';
import { eventsAfter } from '../../journal/events-after.ts';
import { filled, linesOf } from '../../journal/filled.fixture.ts';
import { listSegments, pathOf } from '../../journal/segments.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { verifiedOf } from './follow.fixture.ts';
import { openFollowed } from './followed.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function placed() {
  const { platform: there, station } = await filled();
  const platform = createMemoryPlatform({ seed: 7 });
  const followed = await openFollowed(platform, 'self00000');
  const copy = await followed.copy(station.stationId);
  for (const verified of await verifiedOf(there.files)) await copy.place(verified);
  return { there, station: station.stationId, platform, followed };
}

test('what was placed reads as the station itself reads it, also after a start', async () => {
  const { there, station, platform, followed } = await placed();
  const lines = (await linesOf(there.files)).map(({ line }) => line).slice(0, 24);
  for (const open of [followed, await openFollowed(platform, 'self00000')]) {
    const [one] = open.stations();
    expect(open.stations()).toHaveLength(1);
    expect(one).toMatchObject({ station, problem: null, looked: null });
    expect(one!.head).toEqual({ seq: 24, hash: (JSON.parse(lines[23]!) as { hash: string }).hash });
    expect(one!.journal).toBe((JSON.parse(lines[23]!) as { journal: string }).journal);
    const read: string[] = [];
    for (let after = 0; after < 24;) {
      const page = text((await open.journal(station).read(after, 2000)).lines)
        .split('\n')
        .slice(0, -1);
      expect(page.length).toBeGreaterThan(0);
      read.push(...page);
      after += page.length;
    }
    expect(read).toEqual(lines);
    expect((await open.journal(station).read(24, 2000)).lines).toHaveLength(0);
    expect((await open.journal(station).line(9)).line).toBe(lines[8]);
    const kinds: string[] = [];
    for await (const { kind } of eventsAfter(open.journal(station), 18, () => true)) kinds.push(kind);
    expect(kinds).toEqual(['segment.opened', ...Array.from({ length: 5 }, () => 'inspection.recorded')]);
  }
});

test('an unknown station is not found, the own one and what is no station never appears', async () => {
  const { station, platform } = await placed();
  await platform.files.makeFolder('stations/..hidden');
  const own = await openFollowed(platform, station);
  expect(own.stations()).toEqual([]);
  await expect(own.copy(station)).rejects.toMatchObject({ code: 'bad-input' });
  await expect(own.copy('../../elsewhere')).rejects.toMatchObject({ code: 'bad-input' });
  expect(() => own.journal(station)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('a copy whose end was damaged goes back to the segment before, and takes the same one again', async () => {
  const { there, station, platform } = await placed();
  const files = platform.files;
  const path = `stations/${station}/${pathOf((await listSegments(there.files))[3]!)}`;
  files.flip(path, (await files.read(path)).length - 30);
  const followed = await openFollowed(platform, 'self00000');
  expect(followed.stations()[0]!.head.seq).toBe(18);
  await (await followed.copy(station)).place((await verifiedOf(there.files))[3]!);
  expect(followed.stations()[0]!.head.seq).toBe(24);
  expect(await files.read(path)).toEqual((await verifiedOf(there.files))[3]!.files[2]!.bytes);
});
