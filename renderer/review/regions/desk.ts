import type { Size } from '../../components/picture/view.ts';
import { after, sheetOf, sheetWith, type Act, type Drawing, type Pen, type Sheet } from './board.ts';
import type { Drafts } from './drafts.ts';
import type { Region } from './region.ts';

/** The picture that lies under the pen. */
export interface Under {
  readonly inspection: string;
  readonly picture: Size;
  /** What a person begins with who has drawn nothing on it yet. */
  readonly regions: readonly Region[];
}

export interface Drawings {
  readonly pen: Pen;
  /** Of pictures on which something was drawn that no label has taken yet. */
  readonly sheets: ReadonlyMap<string, Sheet>;
  /** Why what is drawn would not outlive the page; empty: it would. */
  readonly unkept: string;
}

/** One person's drawing, picture by picture: every change is kept as a draft before it is shown. */
export interface DrawingDesk {
  now(): Drawings;
  /** @returns the stop function */
  subscribe(listener: () => void): () => void;
  act(under: Under, act: Act): void;
  /** The pen is put down: the keys label again. */
  putDown(): void;
  /** A label takes the regions along. @param last the number of the label before it */
  given(inspection: string, last: number): void;
  /** The label of this number is on disk: what it took along is no draft any more. What was drawn since stays. */
  saved(inspection: string, n: number): void;
}

export const sheetOn = ({ sheets }: Drawings, { inspection, regions }: Under): Sheet =>
  sheets.get(inspection) ?? sheetWith(regions);

/** @param name the class of what is drawn first */
export function createDrawingDesk(drafts: Drafts, name: string): DrawingDesk {
  let now: Drawings = {
    pen: { tool: null, at: { x: 0, y: 0 }, radius: 12, class: name },
    sheets: new Map([...drafts.all()].map(([inspection, drawing]) => [inspection, sheetOf(drawing)])),
    unkept: '',
  };
  const listeners = new Set<() => void>();
  const given = new Map<string, { readonly drawing: Drawing; readonly last: number }>();
  const put = (next: Drawings) => {
    now = next;
    for (const listener of listeners) listener();
  };

  function keep(inspection: string, { drawing }: Sheet): string {
    try {
      drafts.keep(inspection, drawing);
      return '';
    } catch {
      return 'This browser has no room for drafts. Label the picture before you close the page';
    }
  }

  return {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    act(under, act) {
      const sheet = sheetOn(now, under);
      const next = after({ picture: under.picture, pen: now.pen, sheet }, act);
      const drawn = next.sheet.drawing !== sheet.drawing;
      const sheets =
        next.sheet === sheet ? now.sheets : new Map(now.sheets).set(under.inspection, next.sheet);
      put({ pen: next.pen, sheets, unkept: drawn ? keep(under.inspection, next.sheet) : now.unkept });
    },
    putDown() {
      if (now.pen.tool !== null) put({ ...now, pen: { ...now.pen, tool: null } });
    },
    given(inspection, last) {
      const sheet = now.sheets.get(inspection);
      if (sheet) given.set(inspection, { drawing: sheet.drawing, last });
    },
    saved(inspection, n) {
      const taken = given.get(inspection);
      if (!taken || n <= taken.last) return;
      given.delete(inspection);
      const sheet = now.sheets.get(inspection);
      if (sheet?.drawing !== taken.drawing || Object.keys(taken.drawing.begun).length > 0) return;
      const sheets = new Map(now.sheets);
      sheets.delete(inspection);
      drafts.drop(inspection);
      put({ ...now, sheets });
    },
  };
}
