import type { SamplePolicy } from '../../ml/sample/policy.ts';
import type { Settings } from '../../electron/contract/settings.ts';

export const themes = { dark: 'Dark', light: 'Light', system: 'As the system' } as const;
export const idRules = { never: 'Never', tray: 'While a tray is open', always: 'Always' } as const;
export const folderModes = {
  stepped: 'The trigger judges the next',
  watched: 'Each is judged as it comes',
} as const;

type InWords = { readonly [K in keyof Settings]: readonly [name: string, (value: Settings[K]) => string] };

const seconds = (value: number) => `${value} s`;
const onOff = (value: boolean) => (value ? 'on' : 'off');

const policyInWords = (policy: SamplePolicy): string =>
  [
    policy.defect && 'defects',
    policy.unsure && 'unsure',
    policy.disagreement && 'steps that disagree',
    policy.nearLimit > 0 && `passes within ${policy.nearLimit} of the limit`,
    policy.novelAbove < 1 && `passes above ${Number((policy.novelAbove * 100).toFixed(1))} % of the latest`,
    policy.controlEvery > 0 && `one pass in ${policy.controlEvery}`,
    policy.blind && 'reviewed blind',
  ]
    .filter((part) => part !== false)
    .join(', ') || 'none';

/** Every setting as the screen says it. */
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
  samplePolicy: ['Samples', policyInWords],
  reviewRoles: [
    'Labels that take a role',
    (roles) =>
      Object.entries(roles)
        .map(([reason, role]) => `${reason}: ${role}`)
        .join(', ') || 'none',
  ],
};

/** `Text size: 100 % → 125 %` */
export function changeInWords<K extends keyof Settings>(key: K, from: Settings, to: Settings): string {
  const [name, say] = inWords[key];
  return `${name}: ${say(from[key])} → ${say(to[key])}`;
}
