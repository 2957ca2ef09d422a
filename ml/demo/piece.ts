import { instrumentNamed } from './instruments.ts';
import { createRandom, mixSeed, type Random } from './random.ts';
import { placed, type Pose } from './stroke.ts';

/** Boxes and lines of a piece are in pixels of this frame; see `boxOnFrame` for others. */
export const designSize = { width: 1280, height: 720 } as const;

export type DamageKind = 'scratch' | 'pit' | 'rust' | 'crack';
export type Box = readonly [x: number, y: number, width: number, height: number];

export interface Damage {
  readonly kind: DamageKind;
  readonly box: Box;
  /** The axis of the damage, [x0, y0, x1, y1]; a pit or a stain is round about its middle. */
  readonly line: readonly [number, number, number, number];
  /** Half the thickness of the damage about its line. */
  readonly radius: number;
}

/** One instrument as it is put on the bench: everything its picture is made of follows from this. */
export interface DemoPiece {
  readonly seed: number;
  readonly instrument: string;
  readonly serial: string;
  readonly defects: readonly Damage[];
}

const kinds: readonly DamageKind[] = ['scratch', 'pit', 'rust', 'crack'];

/**
 * The piece of a seed. Seed 1 is clean and seed 2 damaged, so that a first look shows both; of all others 40 % are damaged.
 * `damaged` overrides that.
 */
export function demoPiece(seed: number, instrument = 'Needle holder', damaged?: boolean): DemoPiece {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`seed must be a whole number from 0, got ${seed}`);
  const { prefix } = instrumentNamed(instrument);
  const random = createRandom(mixSeed(seed, 0));
  const chance = random.next();
  const hurt = damaged ?? (seed === 2 || (seed !== 1 && chance < 0.4));
  const count = random.next() < 0.3 ? 2 : 1;
  const base = { seed, instrument, serial: `${prefix}-26-${String(seed % 1_000_000).padStart(6, '0')}` };
  return {
    ...base,
    defects: hurt ? Array.from({ length: count }, () => damage({ ...base, defects: [] }, random)) : [],
  };
}

/** Where a piece lies in the fixture, in design pixels: within 3 px and 0.7 degrees of the printed outline. */
export function poseOf({ seed }: DemoPiece): Pose & { readonly gain: number } {
  const random = createRandom(mixSeed(seed, 1));
  return {
    x: home.x + random.between(-3, 3),
    y: home.y + random.between(-3, 3),
    angle: home.angle + (random.between(-0.7, 0.7) * Math.PI) / 180,
    scale: home.scale,
    gain: random.between(0.97, 1.03),
  };
}

/** The printed outline. */
export const home: Pose = { x: 640, y: 352, angle: 0, scale: 1.16 };

function damage(piece: DemoPiece, random: Random): Damage {
  const parts = instrumentNamed(piece.instrument).parts.filter((part) => part.damageable);
  const part = parts[random.below(parts.length)]!;
  const stroke = placed(part.stroke, poseOf(piece));
  const at = Math.floor(random.between(0.12, 0.88) * (stroke.length - 1));
  const here = stroke[at]!;
  const ahead = stroke[at + 1]!;
  const along = Math.atan2(ahead.y - here.y, ahead.x - here.x);
  const kind = kinds[random.below(kinds.length)]!;
  const { turn, length, radius } = extent(kind, here.radius, random);
  // Sideways of the axis, as far as the damage still lies on the steel.
  const free = Math.max(0, here.radius - radius - Math.abs(Math.sin(turn)) * length * 0.5);
  const aside = random.between(-0.6, 0.6) * free;
  const x = here.x - Math.sin(along) * aside;
  const y = here.y + Math.cos(along) * aside;
  const dx = (Math.cos(along + turn) * length) / 2;
  const dy = (Math.sin(along + turn) * length) / 2;
  const line = [x - dx, y - dy, x + dx, y + dy] as const;
  const [w, h] = [Math.abs(dx) + radius, Math.abs(dy) + radius];
  return { kind, line, radius, box: [x - w, y - h, 2 * w, 2 * h] };
}

/** Design pixels; `room` is half the width of the part. */
function extent(
  kind: DamageKind,
  room: number,
  random: Random,
): { turn: number; length: number; radius: number } {
  const sign = random.next() < 0.5 ? -1 : 1;
  switch (kind) {
    case 'scratch':
      return {
        turn: sign * random.between(0.2, 0.4),
        length: Math.min(random.between(50, 95), room * 4.5),
        radius: random.between(2, 2.8),
      };
    case 'crack':
      return {
        turn: sign * random.between(1.1, 1.5),
        length: room * random.between(1.3, 1.8),
        radius: random.between(2, 2.8),
      };
    case 'pit':
      return { turn: 0, length: 0, radius: random.between(5.5, 8.5) };
    case 'rust':
      return { turn: 0, length: random.between(8, 26), radius: random.between(9, 15) };
  }
}

/** A box of a piece in pixels of a frame of another size: the design frame is fitted in whole and centred. */
export function boxOnFrame(
  [x, y, w, h]: Box,
  size: { readonly width: number; readonly height: number },
): Box {
  const { scale, left, top } = fitDesign(size);
  return [left + x * scale, top + y * scale, w * scale, h * scale];
}

export function fitDesign(size: { readonly width: number; readonly height: number }): {
  scale: number;
  left: number;
  top: number;
} {
  const scale = Math.min(size.width / designSize.width, size.height / designSize.height);
  return {
    scale,
    left: (size.width - designSize.width * scale) / 2,
    top: (size.height - designSize.height * scale) / 2,
  };
}
