import { curve, disc, ellipse, mirrored, type Stroke } from './stroke.ts';

/** How the cross-section of a part is shaped: a rod, a forged flat with rounded edges, a blade with a ground bevel, a turned disc. */
export type Profile = 'rod' | 'flat' | 'blade' | 'disc';
export type Material = 'steel' | 'polished' | 'gold' | 'gap';

export interface Part {
  readonly stroke: Stroke;
  readonly profile: Profile;
  readonly material: Material;
  /** Damage may lie here. */
  readonly damageable?: boolean;
}

/** Drawn in order, later parts over earlier ones. Origin: the middle of the instrument; the tip points right. */
export interface Instrument {
  readonly name: string;
  /** The first letters of its serial numbers. */
  readonly prefix: string;
  readonly parts: readonly Part[];
  /** Openings that the outline printed on the mat passes over: finger rings, the gap between the arms. */
  readonly openings: readonly Stroke[];
}

const steel = (stroke: Stroke, profile: Profile): Part => ({
  stroke,
  profile,
  material: 'steel',
  damageable: true,
});
const screw = (x: number): Part[] => [
  { stroke: disc(x, 0, 13), profile: 'disc', material: 'polished' },
  {
    stroke: curve(
      [
        [x - 7, -6, 1.6],
        [x + 7, 6, 1.6],
      ],
      1,
    ),
    profile: 'flat',
    material: 'gap',
  },
];

/** The finger rings filled, and a band from between them to the joint. */
function openings(ring: Stroke, ringX: number, joint: number): readonly Stroke[] {
  const y = ring.reduce((sum, point) => sum + point.y, 0) / ring.length;
  const filled = curve(
    [
      [ringX - 18, y, 40],
      [ringX + 18, y, 40],
    ],
    4,
  );
  return [
    filled,
    mirrored(filled),
    curve(
      [
        [-330, 0, 50],
        [joint, 0, 10],
      ],
      8,
    ),
  ];
}

/** Two crossing arms with finger rings and a ratchet: what needle holders and artery forceps share. */
function ratchetInstrument(
  name: string,
  prefix: string,
  joint: number,
  ringMaterial: Material,
  jaw: readonly Part[],
): Instrument {
  const arm = curve([
    [-322, -58, 7],
    [-312, -55, 11],
    [-250, -44, 12],
    [-120, -25, 13.5],
    [joint - 60, -14, 15],
    [joint, -4, 17],
  ]);
  const ring = ellipse(-378, -78, 60, 44, 10.5, 0.16);
  const catchArm = curve(
    [
      [-262, -46, 8],
      [-268, -18, 8.5],
      [-272, 14, 8],
    ],
    5,
  );
  const teeth = [0, 1, 2].map((i) => ({
    stroke: curve(
      [
        [-279 + i, -13 + i * 9, 1.3],
        [-262 + i, -10 + i * 9, 1.3],
      ],
      1,
    ),
    profile: 'flat' as const,
    material: 'gap' as const,
  }));
  return {
    name,
    prefix,
    parts: [
      steel(mirrored(catchArm), 'flat'),
      steel(mirrored(arm), 'flat'),
      { stroke: mirrored(ring), profile: 'rod', material: ringMaterial },
      steel(catchArm, 'flat'),
      ...teeth,
      steel(arm, 'flat'),
      { stroke: ring, profile: 'rod', material: ringMaterial },
      ...jaw,
      steel(
        curve(
          [
            [joint - 38, 0, 22],
            [joint, 0, 26],
            [joint + 38, 0, 21],
          ],
          6,
        ),
        'flat',
      ),
      ...screw(joint),
    ],
    openings: openings(ring, -378, joint),
  };
}

const needleHolder = ratchetInstrument('Needle holder', 'NH', 190, 'gold', [
  steel(
    curve([
      [200, 9, 17],
      [300, 9.5, 12.5],
      [410, 7, 6.5],
    ]),
    'flat',
  ),
  steel(
    curve([
      [200, -9, 17],
      [300, -9.5, 12.5],
      [410, -7, 6.5],
    ]),
    'flat',
  ),
  {
    stroke: curve(
      [
        [228, 0, 1.2],
        [412, 0, 1.2],
      ],
      1,
    ),
    profile: 'flat',
    material: 'gap',
  },
]);

const arteryForceps = ratchetInstrument('Artery forceps', 'AF', 120, 'steel', [
  steel(
    curve([
      [130, 8, 15],
      [260, 9, 10.5],
      [418, 5, 4.5],
    ]),
    'rod',
  ),
  steel(
    curve([
      [130, -8, 15],
      [260, -9, 10.5],
      [418, -5, 4.5],
    ]),
    'rod',
  ),
  {
    stroke: curve(
      [
        [165, 0, 1.1],
        [420, 0, 1.1],
      ],
      1,
    ),
    profile: 'flat',
    material: 'gap',
  },
]);

const scissorArm = curve([
  [-314, -60, 8],
  [-304, -57, 12],
  [-230, -44, 12.5],
  [-90, -24, 15],
  [20, -8, 19],
  [60, 0, 22],
]);
const scissorRing = ellipse(-376, -84, 66, 48, 11.5, 0.2);
const scissors: Instrument = {
  name: 'Scissors',
  prefix: 'SC',
  parts: [
    steel(mirrored(scissorArm), 'flat'),
    { stroke: mirrored(scissorRing), profile: 'rod', material: 'steel' },
    steel(
      curve([
        [60, 2, 25],
        [200, 7, 21],
        [330, 9, 14],
        [418, 6, 4],
      ]),
      'blade',
    ),
    steel(scissorArm, 'flat'),
    { stroke: scissorRing, profile: 'rod', material: 'steel' },
    steel(
      curve([
        [40, -1, 25],
        [200, -6, 20],
        [330, -8, 13],
        [416, -5, 4],
      ]),
      'blade',
    ),
    ...screw(62),
  ],
  openings: openings(scissorRing, -376, 62),
};

export const instruments = [needleHolder, arteryForceps, scissors] as const;

/** @throws RangeError for a name that is not on the bench. */
export function instrumentNamed(name: string): Instrument {
  const found = instruments.find((instrument) => instrument.name === name);
  if (!found)
    throw new RangeError(
      `no demo instrument "${name}"; there are ${instruments.map((i) => i.name).join(', ')}`,
    );
  return found;
}
