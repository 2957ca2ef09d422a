import { grid, type Luminance } from '../retire.ts';

/** What differs from the empty bench. */
export interface Foreground {
  /** 1 for each cell that differs. */
  readonly mask: Uint8Array;
  readonly cells: number;
  /** It reaches out of the picture: a hand, or a piece that is not whole in it. */
  readonly atEdge: boolean;
  /** Mean brightness of these cells, 0 to 255, as the bench was lit when it was learnt. */
  readonly brightness: number;
}

/** Cells differ from this many levels on: noise of a cell is below 4, and lamps are not even. */
const level = 12;
/** Cells along the edge that make a hand: one or two are a shadow. */
const edgeCells = 3;
const edge = Array.from({ length: grid.width * grid.height }, (_, cell) => cell).filter((cell) => {
  const x = cell % grid.width;
  const y = (cell - x) / grid.width;
  return x === 0 || y === 0 || x === grid.width - 1 || y === grid.height - 1;
});
/** Darker cells say little about the light. */
const dark = 16;

/**
 * What of `now` is not the empty bench, whatever the light does to the whole picture: lamps flicker with the mains, cameras correct their
 * exposure, and both multiply all cells alike.
 */
export function foregroundOf(bench: Luminance, now: Luminance): Foreground {
  const gain = gainBetween(now, bench);
  const mask = new Uint8Array(now.length);
  let cells = 0;
  let sum = 0;
  for (let i = 0; i < now.length; i++) {
    const value = (now[i] as number) * gain;
    if (Math.abs(value - (bench[i] as number)) < level) continue;
    mask[i] = 1;
    cells += 1;
    sum += value;
  }
  const atEdge = edge.filter((cell) => mask[cell] === 1).length >= edgeCells;
  return { mask, cells, atEdge, brightness: cells === 0 ? 0 : sum / cells };
}

/** The factor that makes the edge of `from` that of `to`: the median of the ratios, since no piece lies there and a hand covers a part of it. */
export function gainBetween(from: Luminance, to: Luminance): number {
  const ratios: number[] = [];
  for (const cell of edge) {
    const [a, b] = [from[cell] as number, to[cell] as number];
    if (a >= dark && b >= dark) ratios.push(b / a);
  }
  if (ratios.length === 0) return 1;
  return Float64Array.from(ratios).sort()[ratios.length >> 1] as number;
}

/** Cells of one picture that differ from another, the light being set aside. */
export const cellsApart = (a: Luminance, b: Luminance): number => foregroundOf(a, b).cells;

/** Share of the cells of `of` that are in `among` too, 0 to 1. */
export function covered(of: Foreground, among: Uint8Array): number {
  let both = 0;
  for (let i = 0; i < among.length; i++) both += (of.mask[i] as number) & (among[i] as number);
  return of.cells === 0 ? 0 : both / of.cells;
}
