import type { Finding } from '../../../ml/verdict/result.ts';
import { drawFindings, type FindingLook, type Pen as Brush } from '../../components/picture/overlay.ts';
import type { Point } from '../mask/mask.ts';
import type { Pen, Sheet } from './board.ts';
import type { Region } from './region.ts';

export interface Colours {
  /** Of what a person draws: never a verdict's. */
  readonly focus: string;
  readonly onFocus: string;
}

/** A person's regions: `focus` instead of a verdict's colour, the class instead of a number. */
export const regionLook =
  ({ focus, onFocus }: Colours) =>
  (region: Finding): FindingLook => ({ colour: focus, ink: onFocus, text: region.class });

/** The context is in pixels of the picture times `scale`; `unit` is a line's width on this screen. */
export interface Place {
  readonly scale: number;
  readonly unit: number;
}

/** Marks with their masks filled, so that a hole shows as one. */
export function paintRegions(
  brush: CanvasRenderingContext2D,
  regions: readonly Region[],
  chosen: number,
  { scale, unit }: Place,
  colours: Colours,
): void {
  brush.save();
  brush.globalAlpha = 0.35;
  brush.fillStyle = colours.focus;
  for (const { kind, polygon = [] } of regions) {
    if (kind !== 'mask') continue;
    brush.beginPath();
    for (let i = 0; i < polygon.length; i += 2) brush.lineTo(polygon[i]! * scale, polygon[i + 1]! * scale);
    brush.fill('evenodd');
  }
  brush.restore();
  const style = { colour: colours.focus, ink: colours.onFocus, unit, selected: chosen };
  drawFindings(brush, regions, scale, { ...style, each: regionLook(colours) });
}

/** What is begun, and the cross. */
export function paintPen(
  brush: CanvasRenderingContext2D,
  { tool, at, radius }: Pen,
  { drawing: { begun, regions }, chosen }: Sheet,
  { scale, unit }: Place,
  { focus }: Colours,
  picture: { readonly width: number; readonly height: number },
): void {
  const on = ({ x, y }: Point) => [x * scale, y * scale] as const;
  const lined = (path: () => void, width: number) => {
    for (const [wide, colour] of [
      [width + 2, '#000000'],
      [width, focus],
    ] as const) {
      brush.beginPath();
      path();
      brush.lineWidth = wide * unit;
      brush.strokeStyle = colour;
      brush.stroke();
    }
  };
  const line = (points: readonly Point[]) => () => {
    for (const point of points) brush.lineTo(...on(point));
  };
  brush.save();
  brush.lineJoin = 'round';
  brush.setLineDash([]);
  const { box, polygon, stroke } = begun;
  if (polygon) lined(line(tool === 'polygon' ? [...polygon, at] : polygon), 2);
  if (polygon) for (const point of polygon) dot(brush, on(point), 4 * unit, focus);
  if (box && tool === 'box')
    lined(() => brush.rect(...on(box), (at.x - box.x) * scale, (at.y - box.y) * scale), 2);
  if (box) dot(brush, on(box), 4 * unit, focus);
  if (stroke) {
    brush.globalAlpha = stroke.erases ? 0.6 : 0.45;
    brush.strokeStyle = stroke.erases ? '#000000' : focus;
    brush.lineCap = 'round';
    brush.lineWidth = 2 * stroke.radius * scale;
    brush.beginPath();
    line([...stroke.points, stroke.points.at(-1)!])();
    brush.stroke();
    brush.globalAlpha = 1;
  }
  const region = regions[chosen];
  if (tool === 'select' && region && region.kind !== 'mask')
    dot(brush, on({ x: region.box[0] + region.box[2], y: region.box[1] + region.box[3] }), 5 * unit, focus);
  if (tool === 'mask') lined(() => circle(brush, on(at), radius * scale), 2);
  if (tool !== null && tool !== 'select') cross(brush, at, scale, unit, picture);
  brush.restore();
}

function cross(
  brush: Brush,
  { x, y }: Point,
  scale: number,
  unit: number,
  picture: { readonly width: number; readonly height: number },
): void {
  for (const [width, colour] of [
    [3, '#000000'],
    [1, '#ffffff'],
  ] as const) {
    brush.lineWidth = width * unit;
    brush.strokeStyle = colour;
    brush.beginPath();
    brush.moveTo(0, y * scale);
    brush.lineTo(picture.width * scale, y * scale);
    brush.moveTo(x * scale, 0);
    brush.lineTo(x * scale, picture.height * scale);
    brush.stroke();
  }
}

function dot(brush: CanvasRenderingContext2D, at: readonly [number, number], radius: number, colour: string) {
  brush.beginPath();
  circle(brush, at, radius);
  brush.fillStyle = colour;
  brush.fill();
  brush.lineWidth = radius / 3;
  brush.strokeStyle = '#000000';
  brush.stroke();
}

const circle = (brush: CanvasRenderingContext2D, [x, y]: readonly [number, number], radius: number) =>
  brush.arc(x, y, radius, 0, 2 * Math.PI);
