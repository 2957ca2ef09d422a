import { Alert, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { useCameraState } from '../../camera/camera-context.tsx';
import { LivePicture } from '../../camera/live-picture.tsx';
import { Picker } from '../../camera/picker.tsx';
import { KeyButton } from '../../components/key-button.tsx';
import { useLease } from '../../camera/use-lease.ts';
import { keepFocus } from '../../keys/keep-focus.ts';
import { useScreenKeys } from '../../keys/use-keys.tsx';
import type { Command } from '../../keys/keymap.ts';
import { nameFrom } from '../bring/brought-folder.ts';
import { counted, timesOf, failureInWords } from '../words.ts';
import { useCollect } from './use-collect.ts';

interface Props {
  /** The dataset that grows; null: a new one. */
  readonly into: DatasetSummary | null;
  readonly taken: readonly string[];
  /** A dataset was made or grew. */
  readonly onChanged: (summary: DatasetSummary) => void;
  readonly onLeave: () => void;
  /** Keys that are not the camera's. */
  readonly onCommand: (command: Command) => void;
}

/** Captures straight into a chosen class, with live counts. */
export function CollectPanel({ into, taken, onChanged, onLeave, onCommand }: Props) {
  const { held, takeOver } = useLease();
  const { phase } = useCameraState();
  const collect = useCollect(onChanged);
  const [name, setName] = useState(() => nameFrom('collected', taken));
  const [added, setAdded] = useState<readonly string[]>(into === null ? ['good', 'defect'] : []);
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');

  const known = into?.classes ?? [];
  const classes = [
    ...known.map((each) => ({ name: each.name, count: timesOf(each) })),
    ...added
      .filter((each) => !known.some((one) => one.name === each))
      .map((each) => ({ name: each, count: 0 })),
  ];
  const current = classes.some((each) => each.name === chosen) ? chosen : (classes[0]?.name ?? null);
  const dataset = into?.name ?? name;
  const named = /^[a-z0-9][a-z0-9-]{0,62}$/.test(dataset) && (into !== null || !taken.includes(dataset));
  const ready = held && phase === 'live' && current !== null && named;
  const capture = () => {
    if (ready) collect.capture(dataset, current);
  };
  const walk = (by: 1 | -1) => {
    const at = classes.findIndex((each) => each.name === current);
    const next = classes[Math.min(classes.length - 1, Math.max(0, at + by))];
    if (next) setChosen(next.name);
  };
  useScreenKeys({
    pedal: capture,
    command(command) {
      if (command === 'capture') capture();
      else if (command === 'remove-last') collect.takeBack();
      else if (command === 'row-up' || command === 'row-down') walk(command === 'row-up' ? -1 : 1);
      else if (command === 'back') onLeave();
      else onCommand(command);
    },
  });
  const addClass = () => {
    const word = wanted.trim();
    if (word === '') return;
    setAdded((before) => [...before.filter((each) => each !== word), word]);
    setChosen(word);
    setWanted('');
  };

  return (
    <section className="datasets-collect" aria-labelledby="datasets-collect" onMouseDown={keepFocus}>
      <div className="datasets-live">
        <LivePicture />
      </div>
      <div className="datasets-collect-side">
        <h1 id="datasets-collect">{into === null ? 'Collect a dataset' : `Collect into ${into.name}`}</h1>
        {into === null && (
          <TextInput
            label="Name"
            value={name}
            maxLength={63}
            error={named ? null : 'A new name of small letters, digits and hyphens'}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Picker />
        <ul className="datasets-classes" aria-label="Classes, ↑ and ↓ choose">
          {classes.map((each) => (
            <li key={each.name}>
              <KeyButton
                look={each.name === current ? 'chosen' : 'plain'}
                onClick={() => setChosen(each.name)}
                label={`${each.name}, ${counted(each.count, 'picture')}`}
              >
                <span>{each.name}</span>
                <b>{each.count.toLocaleString('en')}</b>
              </KeyButton>
            </li>
          ))}
        </ul>
        <form
          className="datasets-new-class"
          onSubmit={(event) => {
            event.preventDefault();
            addClass();
          }}
        >
          <TextInput
            aria-label="New class"
            placeholder="New class"
            maxLength={100}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <button type="submit" className="key-button" disabled={wanted.trim() === ''}>
            Add class
          </button>
        </form>
        {collect.failed !== null && <Alert>{failureInWords(collect.failed)}</Alert>}
        {!held && (
          <Alert>
            Another window holds the camera. <KeyButton onClick={takeOver}>Take over here</KeyButton>
          </Alert>
        )}
        <p role="status" className="small">
          {collect.taken.length === 0
            ? `Lay the piece down, then Space. It goes into ${current ?? 'a class'}.`
            : `${counted(collect.taken.length, 'picture')} taken here, the last one into ${collect.taken.at(-1)!.class}.`}
        </p>
        <div className="datasets-actions">
          <KeyButton look="primary" keys="Space" disabled={!ready || collect.busy} onClick={capture}>
            Capture
          </KeyButton>
          <KeyButton
            keys="Del"
            disabled={collect.taken.length === 0 || collect.busy}
            onClick={collect.takeBack}
          >
            Take back the last
          </KeyButton>
          <KeyButton keys="Esc" onClick={onLeave}>
            Done
          </KeyButton>
        </div>
      </div>
    </section>
  );
}
