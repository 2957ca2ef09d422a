import type { Finding } from '../../../ml/verdict/result.ts';

/** The part of a 2d context that the findings need. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'rect'
  | 'stroke'
  | 'fill'
  | 'fillRect'
  | 'fillText'
  | 'measureText'
  | 'setLineDash'
  | 'lineWidth'
  | 'lineJoin'
  | 'strokeStyle'
  | 'fillStyle'
  | 'font'
  | 'textBaseline'
>;

export interface FindingStyle {
  /** Of the line and the tag: the colour of the verdict. */
  readonly colour: string;
  /** Of the text on it. */
  readonly ink: string;
  /** Width of one line unit in pixels of the context: 1 on a screen of density 1. */
  readonly unit: number;
  /** Index of the finding that is selected, drawn last and heavier; -1 for none. */
  readonly selected: number;
  /** What a finding's line and tag are instead, where they are not all alike. */
  readonly each?: ((finding: Finding, index: number) => FindingLook) | undefined;
}
export interface FindingLook {
  readonly colour: string;
  readonly ink: string;
  /** On the tag. */
  readonly text: string;
}

/**
 * Findings as UI.md section 3 asks: a 3 px coloured line between 1 px black and 1 px white, a tag with the number and a diamond, so that
 * they are seen on any picture and without colour. The context is in pixels of the picture times `scale`.
 */
export function drawFindings(
  pen: Pen,
  findings: readonly Finding[],
  scale: number,
  style: FindingStyle,
): void {
  const order = findings
    .map((_, i) => i)
    .toSorted((a, b) => Number(a === style.selected) - Number(b === style.selected));
  for (const i of order) {
    const finding = findings[i]!;
    const { text, ...colours } = style.each?.(finding, i) ?? { ...style, text: String(i + 1) };
    outline(pen, finding, scale, { ...style, ...colours }, i === style.selected);
    tag(pen, finding, scale, { ...style, ...colours }, text);
  }
}

function outline(pen: Pen, finding: Finding, scale: number, { colour, unit }: FindingStyle, heavy: boolean) {
  const core = (heavy ? 5 : 3) * unit;
  pen.lineJoin = 'round';
  pen.setLineDash([]);
  trace(pen, finding, scale);
  // White shows outermost, then black, then the colour: widths are of the whole stroke, each ring 1 unit wide.
  for (const [width, stroke] of [
    [core + 4 * unit, '#ffffff'],
    [core + 2 * unit, '#000000'],
    [core, colour],
  ] as const) {
    pen.lineWidth = width;
    pen.strokeStyle = stroke;
    pen.stroke();
  }
}

function trace(pen: Pen, { box, polygon }: Finding, scale: number): void {
  pen.beginPath();
  if (polygon && polygon.length >= 6) {
    for (const line of linesOf(polygon)) {
      for (const [i, [x, y]] of line.entries())
        if (i === 0) pen.moveTo(x * scale, y * scale);
        else pen.lineTo(x * scale, y * scale);
      pen.closePath();
    }
    return;
  }
  const [x, y, width, height] = box;
  pen.rect(x * scale, y * scale, width * scale, height * scale);
}

type Place = readonly [x: number, y: number];

/** The closed lines of an outline: the ways on which its holes hang on it are walked there and back, and belong to none. */
export function linesOf(polygon: readonly number[]): readonly (readonly Place[])[] {
  const places = Array.from({ length: polygon.length / 2 }, (_, i): Place => [
    polygon[2 * i]!,
    polygon[2 * i + 1]!,
  ]);
  const edges = places.map((from, i) => [from, places[(i + 1) % places.length]!] as const);
  const named = (from: Place, to: Place) => [...from, ...to].join(' ');
  const walked = new Set(edges.map(([from, to]) => named(from, to)));
  const lines: Place[][] = [];
  let joins = false;
  for (const [from, to] of edges) {
    const hangs = walked.has(named(to, from));
    if (!hangs && joins) lines.at(-1)!.push(from);
    else if (!hangs) lines.push([from]);
    joins = !hangs;
  }
  return lines;
}

/** Number and diamond above the finding's corner, or inside it where there is no room above. */
function tag(pen: Pen, { box }: Finding, scale: number, { colour, ink, unit }: FindingStyle, text: string) {
  const height = 20 * unit;
  pen.font = `700 ${14 * unit}px system-ui, sans-serif`;
  const width = pen.measureText(text).width + 24 * unit;
  const x = Math.max(0, box[0] * scale - 2.5 * unit);
  const top = box[1] * scale - height - 3 * unit;
  const y = top < 0 ? box[1] * scale + 3 * unit : top;
  pen.fillStyle = '#ffffff';
  pen.fillRect(x - 2 * unit, y - 2 * unit, width + 4 * unit, height + 4 * unit);
  pen.fillStyle = '#000000';
  pen.fillRect(x - unit, y - unit, width + 2 * unit, height + 2 * unit);
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
  pen.fillStyle = ink;
  const [cx, cy, half] = [x + 10 * unit, y + height / 2, 5 * unit];
  pen.beginPath();
  pen.moveTo(cx, cy - half);
  pen.lineTo(cx + half, cy);
  pen.lineTo(cx, cy + half);
  pen.lineTo(cx - half, cy);
  pen.closePath();
  pen.fill();
  pen.textBaseline = 'middle';
  pen.fillText(text, x + 18 * unit, cy + 0.5 * unit);
}

export interface Fit {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}
/** The largest size of a picture inside a box, whole. */
export function fit(picture: { width: number; height: number }, box: { width: number; height: number }): Fit {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  return { scale, width: picture.width * scale, height: picture.height * scale };
}

/** Which finding lies under a point (pixels of the picture); the smallest where several do; -1 for none. */
export function findingAt(findings: readonly Finding[], x: number, y: number): number {
  const area = (i: number) => findings[i]!.box[2] * findings[i]!.box[3];
  const hit = findings.flatMap(({ box: [left, top, width, height] }, i) =>
    x >= left && x <= left + width && y >= top && y <= top + height ? [i] : [],
  );
  return hit.toSorted((a, b) => area(a) - area(b))[0] ?? -1;
}
