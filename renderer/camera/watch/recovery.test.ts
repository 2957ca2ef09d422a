import { expect, test } from 'vitest';
import { fault } from '../../words/fault.ts';
import { closedLink, phaseOf, step, type Link, type LinkEvent } from './recovery.ts';

type Happening = Omit<Extract<LinkEvent, { turn: number }>, 'turn'> | Exclude<LinkEvent, { turn: number }>;
type Timed = readonly [at: number, event: Happening | 'beat' | 'picture' | 'opened'];

/** What is heard of the opening of the moment, at these times. */
function play(...events: readonly Timed[]): Link {
  return events.reduce<Link>((link, [at, said]) => {
    const event =
      said === 'beat'
        ? { type: said, wall: at, visible: true, watched: true, asking: false }
        : said === 'picture'
          ? { type: said, captured: at }
          : said === 'opened'
            ? { type: said }
            : said;
    return step(link, { turn: link.turn, ...event } as LinkEvent, at);
  }, closedLink);
}
const on = { type: 'power', on: true } as const;
const live: readonly Timed[] = [
  [0, on],
  [100, 'opened'],
  [200, 'picture'],
  [1200, 'picture'],
  [1250, 'beat'],
];
const said = (link: Link) => [phaseOf(link), link.at, link.turn, link.fault?.code ?? null];

test('opening, pictures, off', () => {
  expect(said(play([0, on]))).toEqual(['opening', 'opening', 1, null]);
  expect(said(play([0, on], [100, 'opened']))).toEqual(['opening', 'open', 1, null]);
  expect(said(play(...live))).toEqual(['live', 'open', 1, null]);
  expect(said(play(...live, [1300, { type: 'power', on: false }]))).toEqual(['off', 'closed', 2, null]);
});

test('silence is a fault after 1 s and opens anew after 2 s; pictures that come again end it once they are steady', () => {
  expect(said(play(...live, [2200, 'beat']))).toEqual(['live', 'open', 1, null]);
  expect(said(play(...live, [2201, 'beat']))).toEqual(['fault', 'open', 1, 'camera-stale']);
  // This opening's first picture came long ago: the next one shows that it goes on.
  expect(said(play(...live, [2201, 'beat'], [2300, 'picture']))).toEqual(['live', 'open', 1, null]);
  const anew = [...live, [2201, 'beat'], [3201, 'beat']] as const;
  expect(said(play(...anew))).toEqual(['fault', 'opening', 2, 'camera-stale']);
  const again = [...anew, [3300, 'opened'], [3400, 'picture']] as const;
  expect(said(play(...again))).toEqual(['fault', 'open', 2, 'camera-stale']);
  expect(said(play(...again, [3699, 'picture']))).toEqual(['fault', 'open', 2, 'camera-stale']);
  expect(said(play(...again, [3700, 'picture']))).toEqual(['live', 'open', 2, null]);
});

test('pictures captured long ago are no sign of life', () => {
  const late = [...live, [2500, { type: 'picture', captured: 1300 }]] as const;
  expect(said(play(...late, [2501, 'beat']))).toEqual(['fault', 'open', 1, 'camera-stale']);
});

test('what ends is opened at once, and every second after that; a device that comes is tried at once', () => {
  const ended = [...live, [1300, { type: 'ended' }]] as const;
  expect(said(play(...ended))).toEqual(['fault', 'opening', 2, 'camera-ended']);
  const gone = [...ended, [1310, { type: 'failed', fault: fault('camera-gone') }]] as const;
  expect(said(play(...gone, [2309, 'beat']))).toEqual(['fault', 'closed', 3, 'camera-gone']);
  expect(said(play(...gone, [2310, 'beat']))).toEqual(['fault', 'opening', 4, 'camera-gone']);
  expect(said(play(...gone, [1400, { type: 'changed' }]))).toEqual(['fault', 'opening', 4, 'camera-gone']);
});

test('what ends as soon as it has begun waits its turn and keeps the cause that is known', () => {
  const brief = [
    [0, on],
    [10, 'opened'],
    [20, 'picture'],
    [50, { type: 'ended' }],
  ] as const;
  expect(said(play(...brief))).toEqual(['fault', 'closed', 2, 'camera-ended']);
  const busy = [
    [0, on],
    [10, { type: 'failed', fault: fault('camera-busy') }],
    [1010, 'beat'],
  ] as const;
  const again = [...busy, [1020, 'opened'], [1030, { type: 'ended' }]] as const;
  expect(said(play(...again))).toEqual(['fault', 'closed', 4, 'camera-busy']);
});

test('a computer that slept is noticed by either clock; pictures must be steady again, or it is opened anew', () => {
  const slept = [...live, [4501, 'beat']] as const;
  expect(said(play(...slept))).toEqual(['fault', 'open', 1, 'camera-slept']);
  const waiting = [4502, { type: 'picture', captured: 1300 }] as const;
  expect(said(play(...slept, waiting, [4800, 'picture']))).toEqual(['fault', 'open', 1, 'camera-slept']);
  expect(said(play(...slept, waiting, [4801, 'picture']))).toEqual(['live', 'open', 1, null]);
  expect(said(play(...slept, [6501, 'beat']))[1]).toBe('open');
  expect(said(play(...slept, [6502, 'beat']))).toEqual(['fault', 'opening', 2, 'camera-stale']);
  const wall = { type: 'beat', wall: 60_000, visible: true, watched: true, asking: false } as const;
  expect(said(play(...live, [1500, wall]))).toEqual(['fault', 'open', 1, 'camera-slept']);
  expect(said(play(...live, [1500, { ...wall, visible: false }]))).toEqual(['live', 'open', 1, null]);
});

test('a permission that is taken away shuts at once, and one that is given opens', () => {
  const denied = [...live, [1300, { type: 'denied' }]] as const;
  expect(said(play(...denied))).toEqual(['fault', 'closed', 2, 'camera-denied']);
  expect(said(play(...denied, [1400, { type: 'changed' }]))[1]).toBe('opening');
});

test('a driver that hangs is given up after 5 s, a person who is asked after a minute', () => {
  const hung = [
    [0, on],
    [2500, 'beat'],
    [5000, 'beat'],
  ] as const;
  expect(said(play(...hung))).toEqual(['opening', 'opening', 1, null]);
  expect(said(play(...hung, [5250, 'beat']))).toEqual(['fault', 'closed', 2, 'camera-failed']);
  const asking = { type: 'beat', wall: 5250, visible: true, watched: true, asking: true } as const;
  expect(said(play(...hung, [5250, asking]))[1]).toBe('opening');
});

test('no first picture for 3 s opens anew', () => {
  const mute = [
    [0, on],
    [100, 'opened'],
    [3100, 'beat'],
  ] as const;
  expect(said(play(...mute))).toEqual(['opening', 'open', 1, null]);
  expect(said(play(...mute, [3101, 'beat']))).toEqual(['fault', 'opening', 2, 'camera-stale']);
});

test('an older opening is not heard, and a rendered scene may be late', () => {
  const link = play(...live, [1300, { type: 'choose' }]);
  for (const type of ['opened', 'ended'] as const) expect(step(link, { type, turn: 1 }, 1400)).toBe(link);
  const late = { type: 'beat', wall: 90_000, visible: true, watched: false, asking: false } as const;
  expect(said(play(...live, [90_000, late]))).toEqual(['live', 'open', 1, null]);
});
