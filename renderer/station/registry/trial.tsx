import { Alert, Progress } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Trial as Tried } from '../../../electron/contract/registry-access.ts';
import type { Settings } from '../../../electron/contract/settings.ts';
import { useStation } from '../../app/station.tsx';
import { KeyButton } from '../../components/key-button.tsx';
import { asFault, inOneLine } from '../../words/words.ts';
import { faultWords, stateWords, stepWords } from './registry-words.ts';

interface Props {
  /** The registry that is tried, applied or not. */
  readonly wish: Pick<Settings, 'registryFolder' | 'registryUrl' | 'registryCaFile'>;
}

/** Whether that registry can be worked with: one thing after the other, each with what was found. */
export function Trial({ wish }: Props) {
  const { client } = useStation();
  const [tried, setTried] = useState<Tried | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const going = useRef<AbortController | null>(null);
  useEffect(() => () => going.current?.abort(), []);
  const runs = tried !== null && !tried.over;
  const run = async () => {
    if (client === null) return;
    const stop = new AbortController();
    going.current = stop;
    setFailed(null);
    try {
      for await (const next of await client.registryAccess.tryIt(wish, { signal: stop.signal }))
        setTried(next);
    } catch (error) {
      if (!stop.signal.aborted) setFailed(inOneLine(asFault(error)));
      setTried(null);
    }
  };
  const cancel = () => {
    going.current?.abort();
    setTried(null);
  };
  const seen = tried?.steps.filter(({ state }) => state !== 'waiting' && state !== 'running').length ?? 0;
  const fault = tried?.steps.find((step) => step.fault !== null)?.fault ?? null;
  return (
    <div className="registry-trial">
      <div className="registry-row">
        <KeyButton onClick={() => (runs ? cancel() : void run())} disabled={client === null}>
          {runs ? 'Cancel the trial' : 'Try it'}
        </KeyButton>
        <span className="small">
          Reads what is there and writes one small file, as the station does later. Nothing has to be applied
          before.
        </span>
      </div>
      {failed !== null && <Alert>{failed}</Alert>}
      {tried !== null && (
        <>
          <Progress value={(100 * seen) / tried.steps.length} aria-label="Share of the trial that is over" />
          <ol className="registry-steps" aria-label="Trial">
            {tried.steps.map(({ step, state, found }) => (
              <li key={step} data-failed={state === 'failed' || undefined}>
                <b>{stepWords[step]}</b>
                <span className="registry-state">{stateWords[state]}</span>
                <span>{found}</span>
              </li>
            ))}
          </ol>
          <div role="status" ref={tried.over ? intoSight : undefined}>
            {fault !== null && <FaultAlert fault={fault} />}
            {tried.over && fault === null && <p>It can be worked with.</p>}
          </div>
        </>
      )}
    </div>
  );
}

/** What was found may lie below what was asked. */
const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

type Fault = NonNullable<Tried['steps'][number]['fault']>;

const FaultAlert = ({ fault }: { readonly fault: Fault }) => {
  const { what, piece, act } = faultWords(fault);
  return (
    <Alert>
      <p>
        <b>{what}</b>
      </p>
      <p>{piece}</p>
      <p>{act}.</p>
    </Alert>
  );
};
