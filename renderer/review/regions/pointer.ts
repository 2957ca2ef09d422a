import type { Point } from '../mask/mask.ts';
import type { Act, Pen, Sheet } from './board.ts';

/** What a pointer does on the picture, in pixels of it. */
export interface Pointing {
  readonly phase: 'down' | 'move' | 'up';
  readonly at: Point;
  /** Where it went down, and where it was before; null while it is not down. */
  readonly from: Point | null;
  readonly last: Point | null;
  readonly shift: boolean;
  /** How far apart two places are taken for one. */
  readonly slack: number;
}

/** What the keys would do in its place. */
export function actsOf(
  { phase, at, from, last, shift, slack }: Pointing,
  pen: Pen,
  sheet: Sheet,
): readonly Act[] {
  const isNear = (one: Point, other: Point | undefined) =>
    other !== undefined && Math.hypot(one.x - other.x, one.y - other.y) <= slack;
  const to: Act = { kind: 'to', at };
  switch (pen.tool) {
    case null:
      return [];
    case 'select': {
      const chosen = sheet.drawing.regions[sheet.chosen];
      // The lower right corner of a box or polygon sizes it; it stays under the pointer that holds it.
      const [x = 0, y = 0, width = 0, height = 0] = chosen?.box ?? [];
      const sized = chosen && chosen.kind !== 'mask' ? { x: x + width, y: y + height } : undefined;
      if (phase === 'down') return isNear(at, sized) ? [] : [{ kind: 'choose', at }];
      if (phase === 'up' || !last || !chosen) return [];
      const [dx, dy] = [Math.round(at.x) - Math.round(last.x), Math.round(at.y) - Math.round(last.y)];
      return dx === 0 && dy === 0 ? [] : [{ kind: isNear(last, sized) ? 'size' : 'move', dx, dy }];
    }
    case 'box':
      if (phase === 'move') return [to];
      return phase === 'down' || (from && !isNear(at, from)) ? [to, { kind: 'set' }] : [];
    case 'polygon': {
      if (phase !== 'down') return phase === 'move' ? [to] : [];
      const [first, ...others] = sheet.drawing.begun.polygon ?? [];
      const end = [first, others.at(-1)].find((point) => others.length >= 2 && isNear(at, point));
      return [end ? { kind: 'to', at: end } : to, { kind: 'set' }];
    }
    case 'mask':
      if (phase === 'move') return [to];
      return phase === 'up' && !from ? [] : [to, { kind: 'set', erases: shift }];
  }
}
