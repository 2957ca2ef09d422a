import { expect, test } from 'vitest';
import type { FrameHeader } from '../electron/contract/frame-lane.ts';
import { createHost, patience, type Line } from './host.ts';
import { fakeLine } from './station.fixture.ts';

test('waits double from a quarter of a second and stop at five', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(patience)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});

const header: FrameHeader = {
  id: 'a',
  width: 2,
  height: 2,
  layout: 'i420',
  colour: { matrix: 'bt709', range: 'limited' },
  source: { kind: 'demo', label: 'Demo scene' },
  ageMs: 0,
};

test('a host that goes away is dialled again, and each state is told', async () => {
  const lines: { hangUp(): void }[] = [];
  let refuse = 2;
  const dial = async (): Promise<Line> => {
    if (refuse-- > 0) throw new Error('nobody there');
    const line = fakeLine();
    lines.push(line);
    return line;
  };
  const waits: number[] = [];
  const host = createHost(dial, async (ms) => void waits.push(ms));
  const phases: string[] = [];
  const told = (count: number) =>
    new Promise<void>((resolve) => {
      const stop = host.subscribe(() => {
        phases.push(host.connection().phase);
        if (phases.length < count) return;
        stop();
        resolve();
      });
    });
  expect(host.connection().phase).toBe('connecting');
  const connected = told(3);
  await expect(host.sendFrame(header, new Uint8Array(6))).rejects.toMatchObject({ why: 'lost' });
  await connected;
  expect(phases).toEqual(['lost', 'lost', 'connected']);
  expect(waits).toEqual([250, 500]);
  await host.sendFrame(header, new Uint8Array(6));
  refuse = 1;
  const again = told(6);
  lines[0]?.hangUp();
  await again;
  expect(phases.slice(3)).toEqual(['lost', 'lost', 'connected']);
  host.close();
});
