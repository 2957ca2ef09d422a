import type { Luminance } from '../retire.ts';
import { cellsApart, covered, foregroundOf, type Foreground } from './foreground.ts';

/**
 * What the bench shows in hands-free mode.
 *
 * - `learning`: what the empty bench looks like is not known yet
 * - `empty`: nothing lies there; the next piece counts
 * - `moving`: something comes: a hand, or a piece that does not lie still yet
 * - `placed`: a new piece lies still; it is to be judged
 * - `judged`: the piece that was judged is still there
 * - `unknown`: pictures were missing; what lies there may have been judged, so the bench must be seen empty first
 */
export type Phase = 'learning' | 'empty' | 'moving' | 'placed' | 'judged' | 'unknown';

export interface Placement {
  readonly phase: Phase;
  /** The empty bench. */
  readonly bench: Luminance | null;
  /** A new piece may come: the last one has been seen to go. */
  readonly armed: boolean;
  /** Looks in a row that showed an empty bench. */
  readonly empty: number;
  /** The picture since which nothing has moved. */
  readonly rest: { readonly picture: Luminance; readonly since: number } | null;
  /** The piece that was judged, as it lay last, and which of its cells have shown the bare bench since. */
  readonly last: { readonly piece: Foreground; readonly bare: Uint8Array } | null;
}

/** A bench is learnt, and a piece lies still, after this long without a change. */
export const stillMs = 500;
/** Daylight wanders, so an empty bench is learnt again; not so often that what creeps in becomes a part of it. */
const learnAgainMs = 10_000;
/** One look alone may be a glitch. */
const emptyLooks = 2;
/** Cells that a piece has at least, and that an empty bench has at most, of 2304: a needle of 40 × 160 px at 1280 × 720 has 16. */
const pieceCells = 10;
const emptyCells = 5;
/** Cells that differ while something moves. */
const movedCells = 4;
/** Share of a piece's cells that must have shown the bare bench before it can have been swapped. */
const bareShare = 0.8;
/** A piece is visibly another from this ratio of areas, or this many levels of brightness, on. */
const otherArea = 2;
const otherBrightness = 40;

export const begin: Placement = {
  phase: 'learning',
  bench: null,
  armed: false,
  empty: 0,
  rest: null,
  last: null,
};

/** @param at milliseconds that only grow */
export function look(before: Placement, now: Luminance, at: number): Placement {
  const moved = before.rest === null || cellsApart(before.rest.picture, now) >= movedCells;
  const rest = moved ? { picture: now, since: at } : before.rest;
  const still = at - rest.since >= stillMs;
  if (before.bench === null)
    return still
      ? { ...before, phase: 'empty', bench: now, armed: true, empty: emptyLooks, rest }
      : { ...before, rest };

  const there = foregroundOf(before.bench, now);
  const empty = there.cells <= emptyCells ? before.empty + 1 : 0;
  if (empty >= emptyLooks) {
    const nothing = { phase: 'empty', armed: true, empty, last: null } as const;
    if (at - rest.since < learnAgainMs) return { ...nothing, bench: before.bench, rest };
    return { ...nothing, bench: now, rest: { picture: now, since: at } };
  }
  const seen = { ...before, empty, rest, last: sinceThen(before.last, there) };
  if (!still || there.atEdge || there.cells < pieceCells)
    return { ...seen, phase: before.armed ? 'moving' : before.phase };
  if (before.armed || swapped(seen.last, there)) return { ...seen, armed: true, phase: 'placed' };
  // The same piece, perhaps somewhere else by now.
  return { ...seen, last: seen.last && lying(there) };
}

/** The piece that lies there has been judged, by whatever trigger. */
export function taken(before: Placement, now: Luminance): Placement {
  // A piece under a hand is not known by its looks: then only an empty bench shows that it has gone.
  const piece = before.phase === 'placed' && before.bench !== null ? foregroundOf(before.bench, now) : null;
  return {
    ...before,
    phase: before.bench === null ? 'learning' : 'judged',
    armed: false,
    empty: 0,
    last: piece && lying(piece),
  };
}

/** Pictures are missing, or may be of something else. */
export function interrupted(before: Placement): Placement {
  return { ...begin, bench: before.bench, phase: before.bench === null ? 'learning' : 'unknown' };
}

const lying = (piece: Foreground) => ({ piece, bare: new Uint8Array(piece.mask.length) });

function sinceThen(last: Placement['last'], there: Foreground): Placement['last'] {
  return last && { piece: last.piece, bare: last.bare.map((was, i) => was | (there.mask[i] === 0 ? 1 : 0)) };
}

/** Exchanged so fast that the bench was never seen empty. What looks alike is taken for the same piece, moved: better none than twice. */
function swapped(last: Placement['last'], there: Foreground): boolean {
  if (last === null || covered(last.piece, last.bare) < bareShare) return false;
  const { piece } = last;
  const ratio = Math.max(piece.cells, there.cells) / Math.min(piece.cells, there.cells);
  return ratio >= otherArea || Math.abs(piece.brightness - there.brightness) >= otherBrightness;
}
