import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent, type WheelEvent } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import { drawHeat, type HeatMap } from '../components/picture/heat.ts';
import { drawFindings } from '../components/picture/overlay.ts';
import { verdictColours } from '../components/picture/picture.tsx';
import { usePicture } from '../components/picture/use-picture.ts';
import { panned, viewOf, zoomedAt, type Size, type Zoom } from '../components/picture/view.ts';
import type { InspectionRow } from '../projection/row.ts';
import type { Point } from './mask/mask.ts';
import type { Pen, Sheet } from './regions/board.ts';
import { paintPen, paintRegions } from './regions/paint.ts';
import type { Pointing } from './regions/pointer.ts';
import type { Region } from './regions/region.ts';

/** What lies over the picture. */
export interface Over {
  readonly findings: readonly Finding[];
  readonly maps: readonly HeatMap[];
  readonly others: readonly Region[];
  readonly sheet: Sheet | null;
  readonly pen: Pen | null;
}
export const nothingOver: Over = { findings: [], maps: [], others: [], sheet: null, pen: null };

interface Props {
  readonly client: Client | null;
  readonly row: InspectionRow;
  readonly picture: ImageBitmap;
  readonly zoom: Zoom;
  readonly over: Over;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onPoint?: (pointing: Pointing) => void;
  readonly label: string;
}

/** What one notch of a wheel, or as much of a touch pad's way, makes larger. */
const perNotch = 1.25;
const notch = 100;
/** Places that are taken for one, in pixels of the screen. */
const slack = 6;

/** One canvas, painted in the frame in which its picture is handed in: the picture, and over it what was found and what is drawn. */
export function ReviewPicture({ client, row, picture, zoom, over, onZoom, onPoint, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useBox(place);
  const density = window.devicePixelRatio;
  const view = viewOf(row.image, box, zoom);
  const across = view.scale * density;
  // A preview that would be stretched gives way to the picture itself, except where this browser would show 16 bit otherwise than they were judged.
  const { type, width, height, depth } = row.image;
  const stretched = picture.width < width && width * across > picture.width;
  const full = usePicture(client, stretched && (type === 'tiff' || !depth) ? row.image : null, []);
  const whole = full.state === 'ready' ? full.picture : null;
  useLayoutEffect(() => {
    const element = canvas.current;
    const brush = element?.getContext('2d');
    if (!element || !brush || box.width === 0) return;
    element.width = Math.round(box.width * density);
    element.height = Math.round(box.height * density);
    const { scale, left, top } = viewOf(row.image, box, zoom);
    const shown = { scale: scale * density, unit: density };
    brush.translate(left * density, top * density);
    // From here on pixels are looked at one by one.
    brush.imageSmoothingEnabled = shown.scale < 4;
    brush.drawImage(whole?.source ?? picture, 0, 0, width * shown.scale, height * shown.scale);
    for (const map of over.maps) drawHeat(brush, map, shown.scale);
    const style = { ...verdictColours(element, row.verdict), unit: density, selected: -1 };
    drawFindings(brush, over.findings, shown.scale, style);
    const tokens = getComputedStyle(element);
    const [focus, onFocus, ink, bg] = ['--focus', '--on-focus', '--ink', '--bg'].map((token) =>
      tokens.getPropertyValue(token).trim(),
    ) as [string, string, string, string];
    paintRegions(brush, over.others, -1, shown, { focus: ink, onFocus: bg });
    if (over.sheet)
      paintRegions(brush, over.sheet.drawing.regions, over.sheet.chosen, shown, { focus, onFocus });
    if (over.sheet && over.pen)
      paintPen(brush, over.pen, over.sheet, shown, { focus, onFocus }, { width, height });
    element.dataset['painted'] = row.id;
    element.dataset['pixels'] = whole ? 'full' : 'preview';
  }, [row, picture, whole, width, height, zoom, over, box, density]);

  const went = useRef<{ readonly from: Point; last: Point } | null>(null);
  const placeOf = ({ offsetX, offsetY }: MouseEvent): Point => ({
    x: (offsetX - view.left) / view.scale,
    y: (offsetY - view.top) / view.scale,
  });
  const draws = Boolean(over.pen?.tool);
  const point = (phase: Pointing['phase']) => (event: PointerEvent<HTMLCanvasElement>) => {
    const at = placeOf(event.nativeEvent);
    if (phase === 'down') {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    const { from = null, last = null } = went.current ?? {};
    if (draws) onPoint?.({ phase, at, from, last, shift: event.shiftKey, slack: slack / view.scale });
    else if (from && zoom.factor > 1) onZoom(panned(zoom, (from.x - at.x) / width, (from.y - at.y) / height));
    if (phase === 'down') went.current = { from: at, last: at };
    else if (phase === 'up') went.current = null;
    else if (went.current) went.current.last = at;
  };
  const wheel = ({ deltaY, nativeEvent }: WheelEvent) => {
    const at = placeOf(nativeEvent);
    onZoom(zoomedAt(zoom, perNotch ** (-deltaY / notch), at.x / width, at.y / height));
  };
  return (
    <div className="review-picture" ref={place} data-tool={over.pen?.tool ?? undefined}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        onPointerDown={point('down')}
        onPointerMove={point('move')}
        onPointerUp={point('up')}
        onWheel={wheel}
      />
    </div>
  );
}

function useBox(of: { readonly current: HTMLElement | null }): Size {
  const [box, setBox] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (!of.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setBox({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(of.current);
    return () => observer.disconnect();
  }, [of]);
  return box;
}
