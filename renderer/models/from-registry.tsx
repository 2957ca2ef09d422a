import { Alert } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ForeignModel, ForeignModels } from '../../electron/contract/adopting.ts';
import { useStation } from '../app/station.tsx';
import { useAsked } from '../client/use-asked.ts';
import { Choice } from '../components/choices/choice.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { bytesInWords } from '../datasets/words.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { inOneLine } from '../words/words.ts';
import { emptyAnswers } from './answers.ts';
import type { Brought } from './kept.tsx';
import { refusal } from './use-draft.ts';

interface Props {
  readonly onBrought: (brought: Brought) => void;
  readonly onLeave: () => void;
}

/** What lies in the registry beside packages; the one that is chosen is asked about as a file is that somebody brings. */
export function FromRegistry({ onBrought, onLeave }: Props) {
  const { client } = useStation();
  const [tries, setTries] = useState(0);
  const { value, failed } = useAsked<ForeignModels>(String(tries), (asked, signal) =>
    asked.adopting.list(undefined, { signal }),
  );
  const [fetching, setFetching] = useState<ForeignModel | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const gone = useRef<AbortController>(null);
  useEffect(() => {
    const here = (gone.current = new AbortController());
    return () => here.abort();
  }, []);
  // ↑ and ↓ go on from the first one.
  useEffect(() => list.current?.querySelector('button')?.focus(), [value]);
  const step = (by: number) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
  };
  useScreenKeys({
    command(name) {
      if (name === 'row-up') step(-1);
      else if (name === 'row-down') step(1);
      else if (name === 'back') onLeave();
    },
  });
  const bring = async (model: ForeignModel) => {
    if (client === null || fetching !== null) return;
    const signal = gone.current!.signal;
    setFetching(model);
    setRefused(null);
    try {
      const { name, version } = model;
      const brought = await client.adopting.bring({ name, version }, { signal });
      if (signal.aborted) return;
      const { bytes, classes, size } = brought;
      const answers = {
        ...emptyAnswers(name),
        ...(classes && { classes: classes.join('\n') }),
        ...(size && { size: `${size.width} × ${size.height}` }),
      };
      onBrought({ file: { name: called(model), bytes }, answers, from: { name, version } });
    } catch (error) {
      if (!signal.aborted) setRefused(`${called(model)}: ${inOneLine(refusal(error), words)}`);
    } finally {
      if (!signal.aborted) setFetching(null);
    }
  };
  const models = value?.models ?? [];
  return (
    <section className="models-package" aria-labelledby="from-registry">
      <h1 id="from-registry">From the registry</h1>
      <p>
        Registered there from Python, signed by nobody. Adopting one asks what no file says, and stores it as
        a package of this station. Nothing judges with it until it is promoted.
      </p>
      {(refused ?? failed) !== null && <Alert>{refused ?? failed}</Alert>}
      <p role="status">
        {fetching !== null
          ? `Fetching ${called(fetching)}…`
          : value === null && failed === null
            ? 'Asking the registry…'
            : value !== null && models.length === 0
              ? 'There is nothing but packages. In Python: mlflow.onnx.log_model(…, registered_model_name=…, save_as_external_data=False).'
              : ''}
      </p>
      <ul className="choices" ref={list} aria-label="Models in the registry">
        {models.map((model) => (
          <li key={called(model)}>
            <Choice name={called(model)} chosen={model === fetching} onChoose={() => void bring(model)}>
              {factsOf(model)}
            </Choice>
          </li>
        ))}
      </ul>
      {value !== null && value.more > 0 && <p>and {value.more.toLocaleString('en')} older ones</p>}
      <div className="models-actions">
        <KeyButton onClick={() => setTries((n) => n + 1)}>Ask again</KeyButton>
        <KeyButton keys="Esc" onClick={onLeave}>
          Back
        </KeyButton>
      </div>
    </section>
  );
}

const words = {
  'model-refused': {
    what: '{cause}.',
    piece: 'Nothing was stored; the model in use goes on.',
    act: 'Have it mended where it was logged, or take another one',
  },
  'too-large': {
    what: 'The network has {bytes} bytes; a screen takes {limitBytes}.',
    piece: 'Nothing was stored; the model in use goes on.',
    act: 'Adopt it with "loupe registry adopt", and install that with "loupe model install"',
  },
};

const called = ({ name, version }: Pick<ForeignModel, 'name' | 'version'>): string => `${name} ${version}`;

const factsOf = ({ at, by, bytes, description }: ForeignModel): string =>
  [
    new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
    ...(by === null ? [] : [`by ${by}`]),
    bytes === null ? 'its files cannot be seen from here' : bytesInWords(bytes),
    ...(description === '' ? [] : [description]),
  ].join(' · ');
