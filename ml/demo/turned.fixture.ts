import type { Frame } from '../image/frame.ts';
import { drawDamage } from './damage.ts';
import { instrumentNamed } from './instruments.ts';
import { demoPiece, poseOf, type DamageKind } from './piece.ts';
import { createRandom, mixSeed } from './random.ts';
import { drawInstrument } from './surface.ts';

/** An instrument on a plain ground, lying any way. */
export interface TurnedPiece {
  readonly frame: Frame;
  readonly defective: boolean;
  /** In radians, from the wider end (the rings) to the tip. */
  readonly angle: number;
  /** The axis of its damage, [x0, y0, x1, y1], and half its thickness, in frame pixels. */
  readonly damage: { readonly line: readonly number[]; readonly radius: number } | null;
}

const side = 480;
const scale = 0.36;

/** The piece of a seed, as the demo bench would hurt it; grey, 480 × 480. Noise of ±2 levels. */
export function turnedPiece(
  seed: number,
  damaged: boolean,
  { kinds, ground = 215 }: { readonly kinds?: readonly DamageKind[]; readonly ground?: number } = {},
): TurnedPiece {
  const random = createRandom(mixSeed(seed, 40));
  const angle = random.between(-Math.PI, Math.PI);
  const [x, y] = [side / 2 + random.between(-30, 30), side / 2 + random.between(-30, 30)];
  const surface = drawInstrument(instrumentNamed('Needle holder'), { x, y, angle, scale }, seed);
  const piece = demoPiece(seed, undefined, damaged);
  const home = poseOf(piece);
  const onFrame = (px: number, py: number): readonly [number, number] => {
    // From where the bench would have it to where it lies here.
    const [dx, dy, turn] = [px - home.x, py - home.y, angle - home.angle];
    const zoom = scale / home.scale;
    const [cos, sin] = [zoom * Math.cos(turn), zoom * Math.sin(turn)];
    return [x + cos * dx - sin * dy, y + sin * dx + cos * dy];
  };
  const hurt = piece.defects.map(({ kind, line: [x0, y0, x1, y1], radius }) => ({
    ...{ kind, line: [...onFrame(x0, y0), ...onFrame(x1, y1)] as [number, number, number, number] },
    radius: (radius * scale) / home.scale,
  }));
  const shown = hurt.filter(({ kind }) => kinds?.includes(kind) ?? true);
  shown.forEach((each, i) => drawDamage(surface, each, mixSeed(seed, 10 + i)));
  const data = Uint8Array.from({ length: side * side }, () => ground + random.below(5) - 2);
  for (let i = 0; i < surface.cover.length; i += 1) {
    const [column, row] = [surface.left + (i % surface.width), surface.top + Math.floor(i / surface.width)];
    if (column < 0 || row < 0 || column >= side || row >= side) continue;
    const at = row * side + column;
    const level = Math.min(255, 255 * surface.light[i]!) + random.below(5) - 2;
    data[at] = Math.min(255, Math.max(0, data[at]! + (level - data[at]!) * surface.cover[i]!));
  }
  const frame: Frame = {
    ...{ width: side, height: side, layout: 'grey', data },
    colour: { matrix: 'bt601', range: 'full' },
  };
  return { frame, defective: shown.length > 0, angle, damage: shown[0] ?? null };
}
