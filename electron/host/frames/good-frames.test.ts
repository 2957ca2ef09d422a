import { existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pictureFault } from '../../../ml/image/checks/picture.ts';

// Good pictures must not be refused. All of them with LOUPE_FULL=1, a sample otherwise.

const data = process.env['LOUPE_DATA'] ?? resolve('..', 'shared', 'data');
const sample = process.env['LOUPE_FULL'] === '1' ? Infinity : 100;

for (const name of ['casting', 'surgical-tools', 'bccd', 'magnetic-tile']) {
  const folder = join(data, name);
  test.skipIf(!existsSync(folder))(
    `no false alarm in real pictures: ${name}`,
    { timeout: 300_000 },
    async () => {
      const files = globSync(join(folder, '**/*.{jpg,jpeg}')).toSorted();
      const every = Math.max(1, Math.floor(files.length / sample));
      const alarms: string[] = [];
      let seen = 0;
      for (let i = 0; i < files.length; i += every) {
        const { data: grey, info } = await sharp(files[i])
          .greyscale()
          .raw()
          .toBuffer({ resolveWithObject: true });
        const { width, height } = info;
        const colour = { matrix: 'bt601', range: 'full' } as const;
        const fault = pictureFault({ width, height, layout: 'grey', colour, data: new Uint8Array(grey) });
        if (fault !== null) alarms.push(`${files[i]?.slice(folder.length + 1)}: ${fault}`);
        seen += 1;
      }
      console.log(`${name}: ${alarms.length} false alarms in ${seen} pictures`);
      expect(seen).toBeGreaterThan(50);
      expect(alarms).toEqual([]);
    },
  );
}
