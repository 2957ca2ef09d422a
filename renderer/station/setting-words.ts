import type { Settings } from '../../electron/contract/settings.ts';
import { gateWords } from './promotion-words.ts';
import { policyChange } from './samples/policy-words.ts';

export const themes = { dark: 'Dark', light: 'Light', system: 'As the system' } as const;
export const idRules = { never: 'Never', tray: 'While a tray is open', always: 'Always' } as const;
export const folderModes = {
  stepped: 'The trigger judges the next',
  watched: 'Each is judged as it comes',
} as const;

type InWords = {
  readonly [K in Exclude<keyof Settings, 'samplePolicy'>]: readonly [
    name: string,
    (value: Settings[K]) => string,
  ];
};

const seconds = (value: number) => `${value} s`;
const onOff = (value: boolean) => (value ? 'on' : 'off');

/** Every setting as the screen says it; the policy has words of its own. */
const inWords: InWords = {
  diskFloorBytes: ['Inspecting stops below', (bytes) => `${bytes / 1e9} GB free`],
  judgeLimitMs: ['Limit of a judgement', (ms) => seconds(ms / 1000)],
  idRequired: ['An ID is required', (rule) => idRules[rule]],
  retireSeconds: ['A verdict retires after', seconds],
  idleSeconds: ['Back to technician after', (value) => `${value / 60} min`],
  sound: ['Sound', onOff],
  theme: ['Theme', (theme) => themes[theme]],
  textSize: ['Text size', (size) => `${size} %`],
  pedalKey: ['Pedal', (key) => key],
  scanGapMs: ['Gap of the scanner', (ms) => `${ms} ms`],
  scanEnd: ['Codes of the scanner end', (end) => (end === 'key' ? 'with Enter or Tab' : 'in any way')],
  scanSeparator: ['Separators of the scanner', (seen) => (seen ? 'arrive' : 'not known to arrive')],
  folderPath: ['Folder of pictures', (path) => path || 'none'],
  folderMode: ['Pictures of the folder', (mode) => folderModes[mode]],
  reviewRoles: [
    'Labels that take a role',
    (roles) =>
      Object.entries(roles)
        .map(([reason, role]) => `${reason}: ${role}`)
        .join(', ') || 'none',
  ],
  registryFolder: ['Registry', (path) => path || 'in the data folder'],
  registryUrl: ['Registry’s server', (url) => url || 'none'],
  registryCaFile: ['Who vouches for the registry’s server', (path) => path || 'whom the system knows'],
  registryBytesPerSecond: [
    'Sent to the registry in a second, at most',
    (bytes) => (bytes === null ? 'no limit' : `${bytes / 1e6} MB`),
  ],
  promotionGate: ['Gate of a promotion', gateWords],
  promotionMargin: [
    'A promoted model may do worse on a label by',
    (share) => `${Number((100 * share).toFixed(2))} %`,
  ],
};

/** `Text size: 100 % → 125 %` */
export function changeInWords(key: keyof Settings, from: Settings, to: Settings): string {
  return key === 'samplePolicy' ? `Samples: ${policyChange(from[key], to[key])}` : ofOne(key, from, to);
}

function ofOne<K extends keyof InWords>(key: K, from: Settings, to: Settings): string {
  const [name, say] = inWords[key];
  return `${name}: ${say(from[key])} → ${say(to[key])}`;
}
