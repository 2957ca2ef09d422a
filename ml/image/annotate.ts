import type { Finding, Verdict } from '../verdict/result.ts';
import { checkFrame, type Frame } from './frame.ts';
import { inkAt, letterHeight, letterWidth, plainLetters } from './letters.ts';

type Colour = readonly [number, number, number];
const black: Colour = [0, 0, 0];
const white: Colour = [255, 255, 255];
/** The verdicts' colours on a dark screen; black reads on each of them. */
const colours: Record<Verdict, Colour> = {
  pass: [0x2f, 0xc6, 0xa0],
  defect: [0xe8, 0x50, 0x1f],
  unsure: [0xff, 0xd2, 0x3f],
  'no-result': [0xe9, 0xed, 0xf2],
};

export interface Annotation {
  readonly verdict: Verdict;
  readonly score: number;
  readonly findings: readonly Finding[];
}

/**
 * A copy of an RGB frame with the verdict in its corner, and the findings drawn as on the screens: a coloured line between black and white, a
 * tag with number, class and score. One line unit is a pixel up to a width of 1280, and grows with the picture.
 */
export function annotate(frame: Frame, { verdict, score, findings }: Annotation): Frame {
  checkFrame(frame);
  if (frame.layout !== 'rgb') throw new Error(`an rgb frame can be annotated, got ${frame.layout}`);
  const drawn: Frame = { ...frame, data: new Uint8Array(frame.data) };
  const unit = Math.max(1, Math.round(frame.width / 1280));
  const colour = colours[verdict];
  for (const finding of findings) outline(drawn, finding, unit, colour);
  findings.forEach((finding, i) => {
    const [left, top] = finding.box;
    const text = `${i + 1} ${plainLetters(finding.class, 40)} ${finding.score.toFixed(2)}`;
    const above = top - tagHeight(unit) - 4 * unit;
    tag(drawn, text, left, above < 0 ? top + 4 * unit : above, unit, colour);
  });
  const word = verdict.replace('-', ' ').toUpperCase();
  tag(drawn, verdict === 'no-result' ? word : `${word} ${score.toFixed(3)}`, 0, frame.height, unit, colour);
  return drawn;
}

/** White outermost, then black, then the colour: each ring is a unit wide. */
function outline(frame: Frame, { box, polygon }: Finding, unit: number, colour: Colour): void {
  const [x, y, width, height] = box;
  const edges =
    polygon && polygon.length >= 6 ? polygon : [x, y, x + width, y, x + width, y + height, x, y + height];
  // Whatever a model says, a line is no longer than the picture and a little.
  const beyond = 8 * unit;
  const corners = edges.map((place, i) =>
    Math.max(-beyond, Math.min(place, (i % 2 === 0 ? frame.width : frame.height) + beyond)),
  );
  for (const [thickness, ink] of [
    [7 * unit, white],
    [5 * unit, black],
    [3 * unit, colour],
  ] as const)
    for (let i = 0; i < corners.length; i += 2) {
      const next = (i + 2) % corners.length;
      line(frame, corners[i]!, corners[i + 1]!, corners[next]!, corners[next + 1]!, thickness, ink);
    }
}

function line(
  frame: Frame,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  thickness: number,
  ink: Colour,
): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
  const half = (thickness - 1) / 2;
  for (let i = 0; i <= steps; i++) {
    const x = x0 + ((x1 - x0) * i) / steps;
    const y = y0 + ((y1 - y0) * i) / steps;
    fill(frame, Math.round(x - half), Math.round(y - half), thickness, thickness, ink);
  }
}

const tagHeight = (unit: number): number => 2 * unit * (letterHeight + 2);

function tag(frame: Frame, text: string, x: number, y: number, unit: number, colour: Colour): void {
  const dot = 2 * unit;
  const width = dot * (letterWidth * text.length + 3);
  // It stays inside the picture where there is room for it.
  const left = Math.round(Math.max(2 * unit, Math.min(x, frame.width - width - 2 * unit)));
  const top = Math.round(Math.max(2 * unit, Math.min(y, frame.height - tagHeight(unit) - 2 * unit)));
  for (const [around, ink] of [
    [2 * unit, white],
    [unit, black],
    [0, colour],
  ] as const)
    fill(frame, left - around, top - around, width + 2 * around, tagHeight(unit) + 2 * around, ink);
  for (let i = 0; i < text.length; i++)
    for (let row = 0; row < letterHeight; row++)
      for (let column = 0; column < letterWidth; column++)
        if (inkAt(text.charAt(i), column, row))
          fill(frame, left + dot * (2 + i * letterWidth + column), top + dot * (1 + row), dot, dot, black);
}

/** A filled rectangle; what lies outside the picture is not drawn. */
function fill({ width, height, data }: Frame, x: number, y: number, w: number, h: number, ink: Colour): void {
  for (let row = Math.max(0, y); row < Math.min(height, y + h); row++)
    for (let column = Math.max(0, x); column < Math.min(width, x + w); column++)
      data.set(ink, 3 * (row * width + column));
}
