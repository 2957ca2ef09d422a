import { describe, expect, test } from 'vitest';
import { createMemoryPlatform } from './platform-memory.fixture.ts';
import { faultsOf, openRecord, save, type Saved } from './save-path.fixture.ts';
import { seeded } from './seeded.fixture.ts';

// Small segments, so that sealing is part of what is interrupted.
const sealBytes = 4000;

describe('the record', () => {
  test('survives 200 power cuts at any moment: nothing acknowledged lost, no line without its image', async () => {
    let acknowledgedInAll = 0;
    let repairs = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const chance = seeded(seed);
      let platform = createMemoryPlatform({ seed });
      const acknowledged: Saved[] = [];
      for (let cut = 0; cut < 3; cut++) {
        const record = await openRecord(platform, sealBytes);
        expect(await faultsOf(record, acknowledged), `seed ${seed}, cut ${cut}`).toEqual([]);
        platform.files.cutAt(1 + Math.floor(chance() * 150));
        const lanes = Array.from({ length: 1 + Math.floor(chance() * 3) }, async (_, lane) => {
          for (let n = 0; ; n++) {
            acknowledged.push(await save(record, `${cut}-${lane}-${n}`));
            // New files and files laid over spares take turns.
            if (n % 4 === 1) await record.images.makeSpares();
          }
        });
        await Promise.allSettled(lanes);
        platform = platform.restart();
      }
      const record = await openRecord(platform, sealBytes);
      expect(await faultsOf(record, acknowledged), `seed ${seed}`).toEqual([]);
      acknowledgedInAll += acknowledged.length;
      repairs += platform.logged.filter(({ what }) => what.startsWith('a torn end')).length;
    }
    console.log(
      `power cuts: 0 of ${acknowledgedInAll} acknowledged lost over 600 cuts (seeds 1 to 200), ${repairs} torn ends`,
    );
    expect(acknowledgedInAll).toBeGreaterThan(1000);
    expect(repairs).toBeGreaterThan(0);
  });

  test.each(['EIO', 'ENOSPC'] as const)(
    'every n-th call of the save path failing with %s: no false success, and the next one works',
    async (code) => {
      let n = 0;
      for (let reached = true; reached;) {
        n++;
        reached = false;
        // With 5 before, the next one seals the segment.
        for (const before of [0, 1, 4, 5, 6]) {
          let platform = createMemoryPlatform({ seed: n });
          const record = await openRecord(platform, sealBytes);
          const acknowledged: Saved[] = [];
          for (let i = 0; i < before; i++) acknowledged.push(await save(record, `before-${i}`));
          // From the third on a frame is laid over a spare; making the next one may fail too.
          await record.images.makeSpares();
          platform.files.failAt(n, code);
          const during = await save(record, 'during').catch((error: Error) => error);
          await record.images.makeSpares();
          const failed = platform.files.failed();
          reached ||= failed;
          const where = `call ${n} after ${before}`;
          if (during instanceof Error) {
            expect(during.message, where).toMatch(/not-written|journal-stopped/);
            expect(failed, where).toBe(true);
          } else acknowledged.push(during);
          // The fault has passed: the station works on without a restart.
          platform.files.disarm();
          acknowledged.push(await save(record, 'after'));
          expect(await faultsOf(record, acknowledged), where).toEqual([]);

          platform.files.cutPower();
          platform = platform.restart();
          const again = await openRecord(platform, sealBytes);
          acknowledged.push(await save(again, 'restarted'));
          expect(await faultsOf(again, acknowledged), where).toEqual([]);
        }
      }
      console.log(`${code}: ${n - 1} calls of the save path failed one by one`);
      expect(n).toBeGreaterThan(10);
    },
  );

  test.each(['EIO', 'ENOSPC'] as const)(
    'every n-th call of a start failing with %s: the next start finds all that was acknowledged',
    async (code) => {
      let n = 0;
      for (let reached = true; reached;) {
        n++;
        let platform = createMemoryPlatform({ seed: n });
        const first = await openRecord(platform, sealBytes);
        const acknowledged = [await save(first, 'a'), await save(first, 'b')];
        platform.files.cutAt(8 + (n % 4));
        await save(first, 'torn').catch(() => {});
        platform.files.cutPower();
        platform = platform.restart();
        platform.files.failAt(n, code);
        const second = await openRecord(platform, sealBytes).catch((error: Error) => error);
        reached = platform.files.failed();
        platform.files.disarm();
        if (!(second instanceof Error)) acknowledged.push(await save(second, 'c'));
        platform.files.cutPower();
        platform = platform.restart();
        const third = await openRecord(platform, sealBytes);
        acknowledged.push(await save(third, 'd'));
        expect(await faultsOf(third, acknowledged), `call ${n}`).toEqual([]);
      }
      expect(n).toBeGreaterThan(5);
    },
  );
});
