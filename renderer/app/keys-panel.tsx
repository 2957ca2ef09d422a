import { CloseButton, Kbd } from '@mantine/core';
import type { Person } from '../../electron/contract/people.ts';
import {
  digitOf,
  frameKeys,
  modeKeys,
  screenKeys,
  screenOf,
  screens,
  type Command,
  type Screen,
} from '../keys/keymap.ts';
import { mayOpen, screenNames } from './rail.tsx';
import './keys-panel.css';

const said: Partial<Record<Command, string>> = {
  ...Object.fromEntries(screens.map((screen) => [`screen-${digitOf(screen)}`, screenNames[screen]])),
  inspect: 'Inspect (or the pedal)',
  'type-id': 'Type an ID; Enter accepts, Esc leaves',
  'hands-free': 'Hands-free: on and off',
  overlay: 'Overlay: findings, heat map, off',
  'same-again': 'Same piece again',
  'leave-to-qa': 'Leave to QA',
  repair: 'Repair',
  're-clean': 'Re-clean',
  replace: 'Replace',
  discard: 'Discard (twice)',
  older: 'Older result',
  newer: 'Newer result',
  live: 'Back to live',
  'zoom-in': 'Zoom in',
  'zoom-out': 'Zoom out',
  'take-back': 'Take back the last decision',
  'close-tray': 'Close tray (twice)',
  filter: 'Filter',
  export: 'Export',
  'open-file': 'Choose a file',
  'save-picture': 'Save annotated picture',
  'send-to-review': 'Send to review',
  import: 'Import a folder',
  'row-open': 'Open it',
  undo: 'Undo the last change',
  'row-up': 'Row up',
  'row-down': 'Row down',
  'select-up': 'Select upwards',
  'select-down': 'Select downwards',
  'finding-before': 'Finding before',
  'finding-after': 'Next finding',
  'limit-down': 'Thresholds: limit down by 0.001',
  'limit-up': 'Thresholds: limit up by 0.001',
  'limit-far-down': 'Thresholds: limit down by 0.01',
  'limit-far-up': 'Thresholds: limit up by 0.01',
  'limit-back': 'Thresholds: take the last move back',
  help: 'These keys',
  role: 'Change role',
  status: 'Status bar',
  back: 'Back one step',
  capture: 'Capture piece (or the pedal)',
  'remove-last': 'Remove the last piece',
  'put-back': 'Put the removed piece back',
  train: 'Train',
  'digit-0': 'Good',
  'digit-1': 'The class of that number',
  agree: 'As the model says',
  'cannot-tell': 'Cannot tell',
  'bad-picture': 'Bad picture',
  before: 'Picture before, no label',
  after: 'Next picture, no label',
  redo: 'Label again what was undone',
  compare: 'Beside the last good piece',
  fit: 'Whole picture',
  comment: 'Comment',
  reason: 'Reason',
  disposition: 'Disposition',
  'second-look': 'Ask for a second person',
  'open-it': 'Open what was labelled after me',
  'label-history': 'Label history',
  'queue-list': 'Queue list',
  'select-all': 'Select all shown',
  'next-tab': 'Queue, Mistakes, Study',
  'into-training': 'Into training: freeze what was reviewed, add what is chosen',
  'pan-left': 'Move the picture',
  'hide-overlay': 'Hide what lies over the picture',
  'tool-select': 'Regions: the next one',
  'tool-box': 'Regions: a box',
  'tool-polygon': 'Regions: a polygon',
  'tool-mask': 'Regions: a mask, brushed',
  'take-over': 'Regions: take over what the model found',
  'class-1': 'The class of the region',
  'cross-left': 'Move the cross, or the chosen region',
  'far-left': 'Far; a chosen region gets larger or smaller',
  set: 'A corner, a point, the brush down and up',
  erase: 'The brush down to erase',
  'brush-smaller': 'Smaller brush',
  'brush-larger': 'Larger brush',
  'remove-region': 'Remove the chosen region',
  'drawing-undo': 'Undo what was drawn last',
  'drawing-redo': 'Draw it again',
};

/** The keys of drawing that mean something else, or nothing, on the screen around it. */
const drawingRows = Object.entries(modeKeys.drawing).filter(
  ([chord, command]) => screenKeys.review[chord] !== command && said[command] !== undefined,
);

/** One row for keys that belong together. */
const several: Partial<Record<Command, string>> = {
  'pan-left': 'Shift+arrows',
  'digit-1': '1-9',
  'class-1': '1-9',
  'cross-left': 'arrows',
  'far-left': 'Ctrl+arrows',
};

/** The keys of this screen, beside the work and never in its way. */
export function KeysPanel({
  screen,
  me,
  pedalKey,
  onClose,
}: {
  screen: Screen;
  me: Person | null;
  pedalKey: string;
  onClose: () => void;
}) {
  const rows = Object.entries({ ...screenKeys[screen], ...frameKeys }).filter(
    ([, command]) => said[command] !== undefined && opens(command, me),
  );
  const drawing = screen === 'review' && mayOpen(screen, me) ? drawingRows : [];
  return (
    <aside className="keys-panel" aria-label="Keys of this screen">
      <header>
        <b>Keys of this screen</b>
        <CloseButton aria-label="Close the keys" onClick={onClose} />
      </header>
      <dl>
        {screen === 'inspect' && <Row chord={pedalKey} text="Pedal: Inspect" />}
        {screen === 'teach' && <Row chord={pedalKey} text="Pedal: Capture piece" />}
        {rows.map(([chord, command]) => (
          <Row key={chord} chord={several[command] ?? chord} text={said[command] ?? ''} />
        ))}
      </dl>
      {drawing.length > 0 && (
        <>
          <b>While a region is drawn</b>
          <dl>
            {drawing.map(([chord, command]) => (
              <Row key={chord} chord={several[command] ?? chord} text={said[command] ?? ''} />
            ))}
          </dl>
        </>
      )}
    </aside>
  );
}

/** Whether this person may go where a command leads. */
function opens(command: Command, me: Person | null): boolean {
  const digit = /^screen-(\d)$/.exec(command)?.[1];
  if (digit === undefined) return true;
  const screen = screenOf(Number(digit));
  return screen !== undefined && mayOpen(screen, me);
}

const Row = ({ chord, text }: { chord: string; text: string }) => (
  <div>
    <dt>
      <Kbd>{chord.replace('Escape', 'Esc').replace('Page', 'Pg').replace('Arrow', '')}</Kbd>
    </dt>
    <dd>{text}</dd>
  </div>
);
