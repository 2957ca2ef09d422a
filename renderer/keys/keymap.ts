/** Which chord means what, per screen; the table of UI.md section 2 for the screens that exist. */

/** In the order of the rail. */
export const screens = [
  'inspect',
  'history',
  'review',
  'datasets',
  'teach',
  'models',
  'try',
  'fleet',
  'station',
] as const;
export type Screen = (typeof screens)[number];

/** The digit of each screen, by UI.md's rail: it stays the same when a screen comes in between, so that no hand has to learn anew. */
const screenDigits: Record<Screen, number> = {
  ...{ inspect: 1, history: 2, review: 3, datasets: 4, teach: 5, models: 6, fleet: 8, station: 9 },
  // Not on UI.md's rail.
  try: 0,
};

export type FrameCommand = 'help' | 'role' | 'status' | 'back' | `screen-${number}`;
export type InspectCommand =
  | 'inspect'
  | 'type-id'
  | 'hands-free'
  | 'overlay'
  | 'leave-to-qa'
  | 'same-again'
  | 'repair'
  | 're-clean'
  | 'replace'
  | 'discard'
  | 'older'
  | 'newer'
  | 'live'
  | 'zoom-in'
  | 'zoom-out'
  | 'pan-left'
  | 'pan-right'
  | 'pan-up'
  | 'pan-down'
  | 'take-back'
  | 'close-tray';
export type HistoryCommand =
  | 'row-up'
  | 'row-down'
  | 'select-up'
  | 'select-down'
  | 'filter'
  | 'overlay'
  | 'finding-before'
  | 'finding-after'
  | 'export'
  | 'send-to-review';
/** `digit-0` labels as good, `digit-3` as the third class; while a list of choices is open they choose from it. */
export type ReviewCommand =
  | `digit-${number}`
  | 'agree'
  | 'cannot-tell'
  | 'bad-picture'
  | 'before'
  | 'after'
  | 'undo'
  | 'redo'
  | 'overlay'
  | 'hide-overlay'
  | 'tool-select'
  | 'tool-box'
  | 'tool-polygon'
  | 'tool-mask'
  | 'take-over'
  | 'compare'
  | 'fit'
  | 'zoom-in'
  | 'zoom-out'
  | 'pan-left'
  | 'pan-right'
  | 'pan-up'
  | 'pan-down'
  | 'comment'
  | 'reason'
  | 'disposition'
  | 'second-look'
  | 'open-it'
  | 'label-history'
  | 'queue-list'
  | 'filter'
  | 'select-all'
  | 'next-tab'
  | 'into-training';
/** While something is drawn on a picture; `class-3` gives a region the third class, and never labels. */
export type DrawingCommand =
  | `class-${number}`
  | 'cross-left'
  | 'cross-right'
  | 'cross-up'
  | 'cross-down'
  | 'far-left'
  | 'far-right'
  | 'far-up'
  | 'far-down'
  | 'set'
  | 'erase'
  | 'brush-smaller'
  | 'brush-larger'
  | 'remove-region'
  | 'drawing-undo'
  | 'drawing-redo';
export type TryCommand = 'open-file' | 'overlay' | 'save-picture';
export type ModelsCommand =
  | 'row-up'
  | 'row-down'
  | 'open-file'
  | 'overlay'
  | 'limit-down'
  | 'limit-up'
  | 'limit-far-down'
  | 'limit-far-up'
  | 'limit-back';
export type DatasetsCommand =
  'row-up' | 'row-down' | 'row-open' | 'filter' | 'import' | 'export' | 'undo' | 'capture' | 'remove-last';
export type FleetCommand = 'row-up' | 'row-down' | 'row-open' | 'filter';
export type TeachCommand = 'capture' | 'remove-last' | 'put-back' | 'train' | 'overlay';
export type Command =
  | FrameCommand
  | InspectCommand
  | HistoryCommand
  | ReviewCommand
  | DrawingCommand
  | TryCommand
  | DatasetsCommand
  | TeachCommand
  | FleetCommand
  | ModelsCommand;

type Table<C> = Readonly<Record<string, C>>;

export const frameKeys: Table<FrameCommand> = {
  F1: 'help',
  'Ctrl+L': 'role',
  'Ctrl+B': 'status',
  Escape: 'back',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((digit) => [`Alt+${digit}`, `screen-${digit}` as const]),
  ),
};

export const digitOf = (screen: Screen): number => screenDigits[screen];

/** The chord that opens a screen. */
export const screenChord = (screen: Screen): string => `Alt+${screenDigits[screen]}`;

export const screenOf = (digit: number): Screen | undefined =>
  screens.find((screen) => screenDigits[screen] === digit);

export const inspectKeys: Table<InspectCommand> = {
  Space: 'inspect',
  F2: 'type-id',
  'Shift+F2': 'hands-free',
  F3: 'overlay',
  F4: 'leave-to-qa',
  F6: 'same-again',
  F7: 'repair',
  F8: 're-clean',
  F9: 'replace',
  'Shift+F9': 'discard',
  ArrowLeft: 'older',
  ArrowRight: 'newer',
  Home: 'live',
  PageUp: 'zoom-in',
  PageDown: 'zoom-out',
  'Shift+ArrowLeft': 'pan-left',
  'Shift+ArrowRight': 'pan-right',
  'Shift+ArrowUp': 'pan-up',
  'Shift+ArrowDown': 'pan-down',
  'Ctrl+Z': 'take-back',
  End: 'close-tray',
};

export const historyKeys: Table<HistoryCommand> = {
  ArrowUp: 'row-up',
  ArrowDown: 'row-down',
  'Shift+ArrowUp': 'select-up',
  'Shift+ArrowDown': 'select-down',
  'Ctrl+F': 'filter',
  F3: 'overlay',
  ArrowLeft: 'finding-before',
  ArrowRight: 'finding-after',
  'Ctrl+E': 'export',
  F4: 'send-to-review',
};

/** Of Review's picture: they mean the same while something is drawn on it. */
const pictureKeys: Table<ReviewCommand> = {
  S: 'tool-select',
  B: 'tool-box',
  V: 'tool-polygon',
  M: 'tool-mask',
  P: 'take-over',
  H: 'hide-overlay',
  O: 'overlay',
  F: 'fit',
  PageUp: 'zoom-in',
  PageDown: 'zoom-out',
  'Shift+ArrowLeft': 'pan-left',
  'Shift+ArrowRight': 'pan-right',
  'Shift+ArrowUp': 'pan-up',
  'Shift+ArrowDown': 'pan-down',
};

export const reviewKeys: Table<ReviewCommand> = {
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}`, `digit-${i}` as const])),
  A: 'agree',
  U: 'cannot-tell',
  R: 'bad-picture',
  ArrowLeft: 'before',
  ArrowRight: 'after',
  Z: 'undo',
  X: 'redo',
  ...pictureKeys,
  C: 'compare',
  T: 'comment',
  K: 'reason',
  D: 'disposition',
  E: 'second-look',
  Enter: 'open-it',
  L: 'label-history',
  Q: 'queue-list',
  'Ctrl+F': 'filter',
  'Ctrl+A': 'select-all',
  G: 'next-tab',
  I: 'into-training',
};

const drawingKeys: Table<DrawingCommand | ReviewCommand> = {
  ArrowLeft: 'cross-left',
  ArrowRight: 'cross-right',
  ArrowUp: 'cross-up',
  ArrowDown: 'cross-down',
  'Ctrl+ArrowLeft': 'far-left',
  'Ctrl+ArrowRight': 'far-right',
  'Ctrl+ArrowUp': 'far-up',
  'Ctrl+ArrowDown': 'far-down',
  Enter: 'set',
  Space: 'set',
  'Shift+Enter': 'erase',
  'Shift+Space': 'erase',
  ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i + 1}`, `class-${i + 1}` as const])),
  ',': 'brush-smaller',
  '.': 'brush-larger',
  Delete: 'remove-region',
  'Ctrl+Z': 'drawing-undo',
  'Ctrl+Y': 'drawing-redo',
  ...pictureKeys,
};

export const tryKeys: Table<TryCommand> = {
  'Ctrl+O': 'open-file',
  F3: 'overlay',
  'Ctrl+E': 'save-picture',
};

export const datasetsKeys: Table<DatasetsCommand> = {
  ArrowUp: 'row-up',
  ArrowDown: 'row-down',
  Enter: 'row-open',
  'Ctrl+F': 'filter',
  'Ctrl+O': 'import',
  'Ctrl+E': 'export',
  'Ctrl+Z': 'undo',
  Space: 'capture',
  Delete: 'remove-last',
};

export const teachKeys: Table<TeachCommand> = {
  Space: 'capture',
  Delete: 'remove-last',
  'Ctrl+Z': 'put-back',
  'Ctrl+Enter': 'train',
  F3: 'overlay',
};

export const modelsKeys: Table<ModelsCommand> = {
  ArrowUp: 'row-up',
  ArrowDown: 'row-down',
  'Ctrl+O': 'open-file',
  F3: 'overlay',
  ArrowLeft: 'limit-down',
  ArrowRight: 'limit-up',
  'Shift+ArrowLeft': 'limit-far-down',
  'Shift+ArrowRight': 'limit-far-up',
  'Ctrl+Z': 'limit-back',
};

export const fleetKeys: Table<FleetCommand> = {
  ArrowUp: 'row-up',
  ArrowDown: 'row-down',
  Enter: 'row-open',
  'Ctrl+F': 'filter',
};

export const screenKeys: Record<Screen, Table<Command>> = {
  inspect: inspectKeys,
  history: historyKeys,
  review: reviewKeys,
  try: tryKeys,
  datasets: datasetsKeys,
  teach: teachKeys,
  models: modelsKeys,
  fleet: fleetKeys,
  station: {},
};

/** What a screen may be in the middle of: while it is, its own table holds instead of the screen's. */
export type Mode = 'drawing';
export const modeKeys: Record<Mode, Table<Command>> = { drawing: drawingKeys };

/** These judge or dispose: dead for 500 ms after any printable key, so that no scan can end in one. */
export const guarded: ReadonlySet<Command> = new Set<Command>([
  'leave-to-qa',
  'same-again',
  'repair',
  're-clean',
  'replace',
  'discard',
]);

/** These label: they count when the key is let go, so that a hand resting on one labels nothing. */
export const onRelease: ReadonlySet<Command> = new Set<Command>([
  ...Array.from({ length: 10 }, (_, i) => `digit-${i}` as const),
  'agree',
  'cannot-tell',
  'bad-picture',
  'undo',
  'redo',
]);

/** Holding the key down may repeat these; every other command wants a press of its own. */
export const repeatable: ReadonlySet<Command> = new Set<Command>([
  'older',
  'newer',
  'zoom-in',
  'zoom-out',
  'pan-left',
  'pan-right',
  'pan-up',
  'pan-down',
  'before',
  'after',
  'row-up',
  'row-down',
  'select-up',
  'select-down',
  'limit-down',
  'limit-up',
  'limit-far-down',
  'limit-far-up',
  'cross-left',
  'cross-right',
  'cross-up',
  'cross-down',
  'far-left',
  'far-right',
  'far-up',
  'far-down',
  'brush-smaller',
  'brush-larger',
]);

/** @returns why `key` cannot be the pedal, or null when it can. */
export function pedalRefusal(key: string): string | null {
  if (['Enter', 'Tab', 'Escape'].includes(key))
    return `${key} ends scans or leaves things; it cannot be the pedal`;
  if (/^\d$/.test(key)) return 'Digits are what scanners type; a digit cannot be the pedal';
  const taken = [
    ...Object.keys(frameKeys),
    ...[...Object.values(screenKeys), ...Object.values(modeKeys)].flatMap((keys) => Object.keys(keys)),
    'F5',
  ];
  if (['Unidentified', 'Dead', 'Process', 'CapsLock', 'NumLock', 'ScrollLock'].includes(key))
    return `${key} is no key of its own; it cannot be the pedal`;
  if (key !== ' ' && taken.includes(key)) return `${key} already means something on this station`;
  if (Array.from(key).length === 1) return 'A key that writes a character cannot be the pedal';
  return null;
}
