import { expect, test } from 'vitest';
import { hand, type Blob } from './bench.fixture.ts';
import { readyWorld, type World } from './world.fixture.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
const seeds = process.env['LOUPE_FULL'] === '1' ? 500 : 10;
const steps = 25;
/** Looks until what was put down has been judged; the last bit of a slide may begin its rest once more. */
const settled = 14;

/** Anything whole in the picture, far brighter or far darker than the bench. */
function anyPiece(random: World['random']): Blob {
  const a = 4 + random() * 10;
  return {
    x: 18 + random() * 22,
    y: 16 + random() * 4,
    a,
    b: Math.min(a, 1.5 + random() * 5),
    angle: (random() - 0.5) * 0.8,
    level: random() < 0.5 ? random() * 25 : 215 + random() * 40,
  };
}

/** The bench as somebody works at it: what lies there, and how many pieces should have been counted. */
interface Work {
  readonly lies: Blob | null;
  readonly counted: number;
}
type Step = (world: World, work: Work) => Work;

const at = <T>(all: readonly T[], share: number): T => all[Math.floor(share * all.length)] as T;
const nudged = (world: World, piece: Blob): Blob => ({
  ...piece,
  x: 18 + world.random() * 22,
  angle: piece.angle + world.random() - 0.5,
});

/** With an empty bench. */
const onEmpty: readonly Step[] = [
  (world, { counted }) => {
    const lies = anyPiece(world.random);
    world.place(lies);
    return { lies, counted: counted + 1 };
  },
  // Slid in from the side, without a hand to be seen.
  (world, { counted }) => {
    const lies = anyPiece(world.random);
    for (let x = 80; x > lies.x; x -= 0.3 + world.random() * 3) world.see([{ ...lies, x }]);
    world.hold(settled, lies);
    return { lies, counted: counted + 1 };
  },
  // Placed, nudged before it came to rest, and let go.
  (world, { counted }) => {
    const first = anyPiece(world.random);
    const lies = nudged(world, first);
    world.reach('in');
    world.hold(3, first, hand(32));
    world.hold(3, lies, hand(30));
    world.reach('out', lies);
    world.hold(settled, lies);
    return { lies, counted: counted + 1 };
  },
  (world, work) => {
    world.reach('in');
    world.hold(Math.floor(world.random() * 20), hand(32));
    world.reach('out');
    world.hold(3);
    return work;
  },
  (world, work) => {
    world.see([anyPiece(world.random)]);
    world.hold(3);
    return work;
  },
  (world, work) => {
    world.fault();
    world.hold(3);
    return work;
  },
];

/** With a piece that has been judged. */
const onPiece: readonly ((world: World, work: Work & { readonly lies: Blob }) => Work)[] = [
  (world, { lies, counted }) => {
    world.lift(lies);
    return { lies: null, counted };
  },
  // Lifted and put again.
  (world, { lies, counted }) => {
    world.lift(lies);
    world.place(lies);
    return { lies, counted: counted + 1 };
  },
  (world, work) => {
    const lies = nudged(world, work.lies);
    world.reach('in', work.lies);
    world.hold(4, lies, hand(30));
    world.reach('out', lies);
    world.hold(settled, lies);
    return { ...work, lies };
  },
  (world, work) => {
    const x = 18 + world.random() * 22;
    const speed = 0.02 + world.random() * 0.5;
    const way = Math.sign(x - work.lies.x) * speed;
    let lies = work.lies;
    while (Math.abs(x - lies.x) > speed) world.see([(lies = { ...lies, x: lies.x + way })]);
    world.hold(settled, lies);
    return { ...work, lies };
  },
  (world, work) => {
    world.reach('in', work.lies);
    world.hold(Math.floor(world.random() * 20), work.lies, hand(20 + world.random() * 20));
    world.reach('out', work.lies);
    world.hold(settled, work.lies);
    return work;
  },
  // Another of the other brightness, put there before the hand has gone.
  (world, { lies, counted }) => {
    const next = { ...anyPiece(world.random), level: lies.level > 128 ? 10 : 240 };
    world.reach('in', lies);
    world.hold(2, hand(50));
    world.hold(2, next, hand(36));
    world.reach('out', next);
    world.hold(settled, next);
    return { lies: next, counted: counted + 1 };
  },
  (world, work) => {
    world.see([]);
    world.hold(settled, work.lies);
    return work;
  },
  // Pictures are missing, and something else lies there afterwards: nobody knows whether it was judged.
  (world, { counted }) => {
    world.fault();
    const lies = anyPiece(world.random);
    world.hold(10, lies);
    world.lift(lies);
    return { lies: null, counted };
  },
];

/** The light flickers, or not, while a piece lies or the bench is empty. */
function wait(world: World, { lies }: Work): void {
  const depth = world.random() < 0.5 ? 0 : world.random() * 0.15;
  const blobs = lies === null ? [] : [lies];
  for (let i = Math.floor(world.random() * 20); i > 0; i--)
    world.see(blobs, { gain: 1 + depth * Math.sin(i * 2.1), noise: 1 + world.random() * 4 });
}

test(
  `${seeds} seeded shifts of ${steps} steps: as many triggers as pieces were placed, after every step`,
  { timeout: 1_800_000 },
  () => {
    for (const seed of [212, ...Array.from({ length: seeds }, (_, i) => i + 1)]) {
      const world = readyWorld(seed);
      let work: Work = { lies: null, counted: 0 };
      for (let n = 1; n <= steps; n++) {
        const { lies } = work;
        const share = world.random();
        const index = lies === null ? at([...onEmpty.keys()], share) : at([...onPiece.keys()], share);
        work =
          lies === null
            ? (onEmpty[index] as Step)(world, work)
            : (onPiece[index] as (typeof onPiece)[number])(world, { ...work, lies });
        wait(world, work);
        expect(
          world.triggers(),
          `seed ${seed}, step ${n}: ${lies === null ? 'empty' : 'piece'} ${index}`,
        ).toBe(work.counted);
      }
    }
  },
);
