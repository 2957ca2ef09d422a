import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { moved, type Zoom } from '../../components/picture/view.ts';
import type { Command } from '../../keys/keymap.ts';
import type { AnswerKey } from '../answers.ts';
import type { Given } from '../session.ts';
import type { Near } from '../use-near.ts';
import type { Act, Tool } from './board.ts';
import { createDrawingDesk, sheetOn } from './desk.ts';
import { createDrafts } from './drafts.ts';
import { myRegions, othersRegions } from './mine.ts';
import { proposed } from './region.ts';
import { arrowOf, following, middleOf, stepOf } from './steps.ts';

interface Props {
  readonly me: string;
  readonly keys: readonly AnswerKey[];
  /** The picture that can be drawn on; null while there is none. */
  readonly near: Near | null;
  /** Whether a reviewer may see what the model found. */
  readonly modelShown: boolean;
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
  /** What this session said, by inspection. */
  readonly answers: ReadonlyMap<string, Given>;
}

/** The classes a region can have, in the order of the digits. */
export const regionClasses = (keys: readonly AnswerKey[]): readonly string[] =>
  keys.flatMap(({ answer }) => (answer.verdict === 'defect' ? (answer.class ?? 'defect') : []));

const acts: Partial<Record<Command, Act>> = {
  set: { kind: 'set' },
  erase: { kind: 'set', erases: true },
  'brush-smaller': { kind: 'brush', by: -1 },
  'brush-larger': { kind: 'brush', by: 1 },
  'remove-region': { kind: 'remove' },
  'drawing-undo': { kind: 'undo' },
  'drawing-redo': { kind: 'redo' },
};

/** What is drawn on the picture at hand, and what the keys do to it. */
export function useDrawing({ me, keys, near, modelShown, zoom, onZoom, answers }: Props) {
  const classes = useMemo(() => regionClasses(keys), [keys]);
  const [desk] = useState(() => createDrawingDesk(createDrafts(localStorage, me), classes[0] ?? 'defect'));
  const drawings = useSyncExternalStore(desk.subscribe, desk.now);
  const under = useMemo(
    () =>
      near && {
        inspection: near.row.id,
        picture: near.row.image,
        regions: myRegions(near.changes, me),
      },
    [near, me],
  );
  const sheet = under && sheetOn(drawings, under);
  const proposals = useMemo(
    () =>
      near && sheet && modelShown ? proposed(near.row.findings, sheet.drawing.regions, near.row.image) : [],
    [near, sheet, modelShown],
  );
  const others = useMemo(() => (near ? othersRegions(near.changes, me) : []), [near, me]);
  const held = useRef(0);

  const inspection = under?.inspection;
  useEffect(() => desk.putDown(), [desk, inspection]);
  useEffect(() => {
    for (const [id, { n, labels }] of answers) if (labels !== null) desk.saved(id, n);
  }, [desk, answers]);

  const act = (what: Act) => {
    if (!under) return;
    desk.act(under, what);
    const { pen } = desk.now();
    // A pointer is where it is looked at; the picture goes along with the arrows.
    if (pen.tool !== null && what.kind === 'move') onZoom(following(zoom, pen.at, under.picture));
  };
  const take = (tool: Tool) => {
    if (!under || !sheet) return;
    // Enter sets points from here on, and presses no button.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const { box, polygon } = sheet.drawing.begun;
    const last = tool === 'box' ? box : tool === 'polygon' ? polygon?.at(-1) : undefined;
    if (drawings.pen.tool === null) act({ kind: 'to', at: last ?? middleOf(zoom, under.picture) });
    act({ kind: 'tool', tool });
  };

  function command(name: Command, isHeld: boolean): boolean {
    if (!under) return false;
    held.current = isHeld ? held.current + 1 : 0;
    const drawing = drawings.pen.tool !== null;
    const [, tool] = /^tool-(.+)$/.exec(name) ?? [];
    const digit = Number(/^class-(\d)$/.exec(name)?.[1]);
    const arrow = arrowOf(name);
    const known = acts[name];
    if (tool !== undefined) take(tool as Tool);
    else if (name === 'take-over') act({ kind: 'take-over', findings: proposals });
    else if (digit > 0) {
      const to = classes[digit - 1];
      if (to !== undefined) act({ kind: 'class', name: to });
    } else if (arrow) {
      const sizes = arrow.far && drawings.pen.tool === 'select';
      const step = stepOf(held.current, arrow.far && !sizes, under.picture, zoom);
      act({ kind: sizes ? 'size' : 'move', dx: arrow.x * step, dy: arrow.y * step });
    } else if (known) act(known);
    else if (drawing && name === 'back') act({ kind: 'leave' });
    else if (drawing && (name === 'zoom-in' || name === 'zoom-out')) {
      const { at } = drawings.pen;
      const { width, height } = under.picture;
      onZoom(moved({ ...zoom, x: at.x / width, y: at.y / height }, name));
    } else return false;
    return true;
  }

  return {
    ...{ classes, sheet, proposals, others, act, command },
    pen: drawings.pen,
    unkept: drawings.unkept,
    drawing: under !== null && drawings.pen.tool !== null,
    /** What goes with a label that is given now; undefined where nothing is marked. */
    taken() {
      if (!under || !sheet) return undefined;
      desk.given(under.inspection, answers.get(under.inspection)?.n ?? 0);
      return sheet.drawing.regions.length > 0 ? sheet.drawing.regions : undefined;
    },
  };
}
export type DrawingOnDesk = ReturnType<typeof useDrawing>;
