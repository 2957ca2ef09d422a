import type { Finding } from '../../../ml/verdict/result.ts';
import type { Size } from '../../components/picture/view.ts';
import { findingAt } from '../../components/picture/overlay.ts';
import type { Point } from '../mask/mask.ts';
import {
  boxBetween,
  brushed,
  movedBy,
  polygonOf,
  proposed,
  sizedBy,
  takenOver,
  type Region,
  type Stroke,
} from './region.ts';

export type Tool = 'select' | 'box' | 'polygon' | 'mask';

/** What a person drew on one picture: it is kept until it goes with a label. */
export interface Drawing {
  readonly regions: readonly Region[];
  /** What is begun and not a region yet. */
  readonly begun: {
    /** The first corner. */
    readonly box?: Point;
    readonly polygon?: readonly Point[];
    readonly stroke?: Stroke;
  };
}

/** A drawing with the way back. */
export interface Sheet {
  readonly drawing: Drawing;
  readonly past: readonly Drawing[];
  readonly future: readonly Drawing[];
  /** Index of the chosen region; -1: none. */
  readonly chosen: number;
  /** Changes in a row that have the same name are one step back. */
  readonly step: string | null;
}

/** The pen goes from picture to picture. */
export interface Pen {
  /** Null: nothing is being drawn, and the keys label. */
  readonly tool: Tool | null;
  /** The cross, at a corner between pixels. */
  readonly at: Point;
  /** Of the brush, in pixels. */
  readonly radius: number;
  /** Of what is drawn next. */
  readonly class: string;
}

/** A picture with a pen over it. */
export interface Board {
  readonly picture: Size;
  readonly pen: Pen;
  readonly sheet: Sheet;
}

export type Act =
  /** The same tool again: another region is chosen, or nothing, so that the next stroke stands by itself. */
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'leave' }
  /** The cross, or the chosen region while regions are chosen. */
  | { readonly kind: 'move' | 'size'; readonly dx: number; readonly dy: number }
  | { readonly kind: 'to'; readonly at: Point }
  /** A corner, a point, the brush down or up. */
  | { readonly kind: 'set'; readonly erases?: boolean }
  | { readonly kind: 'choose'; readonly at: Point }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'brush'; readonly by: 1 | -1 }
  | { readonly kind: 'take-over'; readonly findings: readonly Finding[] }
  | { readonly kind: 'remove' | 'undo' | 'redo' };

export const sheetOf = (drawing: Drawing): Sheet => ({
  drawing,
  past: [],
  future: [],
  chosen: -1,
  step: null,
});
export const sheetWith = (regions: readonly Region[]): Sheet => sheetOf({ regions, begun: {} });

const mostSteps = 200;
const mostRadius = 200;

export function after(board: Board, act: Act): Board {
  const { picture, pen, sheet } = board;
  const { regions } = sheet.drawing;
  const chosen = regions[sheet.chosen];
  const draw = (next: Sheet): Board => ({ ...board, sheet: next });
  switch (act.kind) {
    case 'tool': {
      const settled = pen.tool === null ? strokeEnded(board) : ended(board);
      const next = { ...settled, pen: { ...settled.pen, tool: act.tool } };
      const { chosen: place, drawing } = next.sheet;
      const again = act.tool === pen.tool;
      if (act.tool !== 'select') return again ? choosing(next, -1) : next;
      const walks = again || place === -1;
      return choosing(next, walks ? (place + 1) % Math.max(1, drawing.regions.length) : place);
    }
    case 'leave': {
      const left = ended(board);
      return { ...left, pen: { ...left.pen, tool: null } };
    }
    case 'move':
      if (pen.tool !== 'select')
        return after(board, { kind: 'to', at: { x: pen.at.x + act.dx, y: pen.at.y + act.dy } });
      return chosen ? draw(replaced(sheet, movedBy(chosen, act.dx, act.dy, picture), 'move')) : board;
    case 'size':
      return chosen ? draw(replaced(sheet, sizedBy(chosen, act.dx, act.dy, picture), 'size')) : board;
    case 'to': {
      const on = (at: number, side: number) => Math.min(side, Math.max(0, Math.round(at)));
      const at = { x: on(act.at.x, picture.width), y: on(act.at.y, picture.height) };
      const stroke = pen.tool === 'mask' && sheet.drawing.begun.stroke;
      const next = stroke
        ? begin(sheet, { stroke: { ...stroke, points: [...stroke.points, at] } }, 'stroke')
        : sheet;
      return { ...board, pen: { ...pen, at }, sheet: next };
    }
    case 'set':
      return draw(set(board, act.erases ?? false));
    case 'choose':
      return choosing(board, findingAt(regions, act.at.x, act.at.y));
    case 'class':
      return {
        ...board,
        pen: { ...pen, class: act.name },
        sheet: chosen ? replaced(sheet, { ...chosen, class: act.name }) : sheet,
      };
    case 'brush': {
      const by = Math.max(1, Math.round(pen.radius / 5));
      return {
        ...board,
        pen: { ...pen, radius: Math.min(mostRadius, Math.max(1, pen.radius + act.by * by)) },
      };
    }
    case 'take-over': {
      const taken = proposed(act.findings, regions, picture)
        .map((finding) => takenOver(finding, picture))
        .filter(({ box }) => box[2] > 0 && box[3] > 0);
      return taken.length === 0
        ? board
        : draw(changed(sheet, [...regions, ...taken], regions.length + taken.length - 1));
    }
    case 'remove':
      return chosen ? draw(changed(sheet, regions.toSpliced(sheet.chosen, 1))) : board;
    case 'undo':
    case 'redo':
      return draw(act.kind === 'undo' ? back(sheet) : again(sheet));
  }
}

/** Chooses a region, and its class for what is drawn next. */
function choosing(board: Board, place: number): Board {
  const region = board.sheet.drawing.regions[place];
  return {
    ...board,
    pen: { ...board.pen, ...(region && { class: region.class }) },
    sheet: { ...board.sheet, chosen: region ? place : -1, step: null },
  };
}

function set({ pen, picture, sheet }: Board, erases: boolean): Sheet {
  const { regions, begun } = sheet.drawing;
  if (pen.tool === 'box') {
    if (!begun.box) return begin(sheet, { box: pen.at });
    const region = boxBetween(begun.box, pen.at, pen.class);
    const { box: _, ...rest } = begun;
    return region ? changed(sheet, [...regions, region], regions.length, rest) : sheet;
  }
  if (pen.tool === 'polygon') {
    const points = begun.polygon ?? [];
    const ends = [points[0], points.at(-1)].some((end) => end && end.x === pen.at.x && end.y === pen.at.y);
    if (!ends) return begin(sheet, { polygon: [...points, pen.at] });
    return points.length >= 3 ? closed({ pen, picture, sheet }) : sheet;
  }
  if (pen.tool !== 'mask') return sheet;
  if (begun.stroke) return strokeEnded({ pen, picture, sheet }).sheet;
  const stroke = { points: [pen.at], radius: pen.radius, erases };
  return begin({ ...sheet, step: null }, { stroke }, 'stroke');
}

/** What is begun as a region, where it can be one. */
function ended(board: Board): Board {
  const settled = strokeEnded(board);
  const { polygon = [] } = settled.sheet.drawing.begun;
  return polygon.length >= 3 ? { ...settled, sheet: closed(settled) } : settled;
}

/** The brush is lifted. */
function strokeEnded(board: Board): Board {
  const { pen, picture, sheet } = board;
  const { stroke, ...begun } = sheet.drawing.begun;
  if (!stroke) return board;
  const drawn = brushed(sheet.drawing.regions, stroke, pen.class, picture);
  const last = stroke.erases ? -1 : drawn.length - 1;
  return { ...board, sheet: { ...changed(sheet, drawn, last, begun, 'stroke'), step: null } };
}

/** The polygon that is begun as a region. */
function closed({ pen, sheet }: Board): Sheet {
  const { regions, begun } = sheet.drawing;
  const { polygon = [], ...rest } = begun;
  return changed(sheet, [...regions, polygonOf(polygon, pen.class)], regions.length, rest);
}

const begin = (sheet: Sheet, begun: Drawing['begun'], step: string | null = null): Sheet =>
  changed(sheet, sheet.drawing.regions, sheet.chosen, { ...sheet.drawing.begun, ...begun }, step);

const replaced = (sheet: Sheet, region: Region, step: string | null = null): Sheet =>
  changed(sheet, sheet.drawing.regions.with(sheet.chosen, region), sheet.chosen, sheet.drawing.begun, step);

function changed(
  sheet: Sheet,
  regions: readonly Region[],
  chosen = -1,
  begun: Drawing['begun'] = sheet.drawing.begun,
  step: string | null = null,
): Sheet {
  const same = step !== null && step === sheet.step;
  const past = same ? sheet.past : [...sheet.past, sheet.drawing].slice(-mostSteps);
  return { drawing: { regions, begun }, past, future: [], chosen, step };
}

function back({ drawing, past, future }: Sheet): Sheet {
  const before = past.at(-1);
  if (!before) return { drawing, past, future, chosen: -1, step: null };
  return { drawing: before, past: past.slice(0, -1), future: [drawing, ...future], chosen: -1, step: null };
}

function again({ drawing, past, future }: Sheet): Sheet {
  const [next, ...rest] = future;
  if (!next) return { drawing, past, future, chosen: -1, step: null };
  return { drawing: next, past: [...past, drawing], future: rest, chosen: -1, step: null };
}
