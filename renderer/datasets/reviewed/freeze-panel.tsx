import { Alert, Checkbox, NativeSelect, Progress, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { datasetName, type DatasetSummary } from '../../../electron/contract/datasets.ts';
import { useAsked } from '../../client/use-asked.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { useProjection } from '../../projection/hooks.ts';
import { useKept } from '../../teach/kept.ts';
import { counted, failureInWords } from '../words.ts';
import { ChoiceFields } from './choice-fields.tsx';
import { dealt } from './freeze-parts.ts';
import { useFreezing } from './freezing-context.tsx';
import { PreviewFacts } from './preview-facts.tsx';
import { summed } from './summed.ts';
import { wantedOf, type Wish } from './wish.ts';
import './reviewed.css';

const wishWords: Record<Wish['kind'], string> = {
  these: '',
  new: 'All that was reviewed since it last took all there was',
  choice: 'A choice of all that was reviewed',
};

/** From reviewed samples to a frozen dataset: what would come of it stands there before anything is kept. */
export function FreezePanel({ asked, datasets }: { asked: Wish; datasets: readonly DatasetSummary[] }) {
  const { store } = useProjection();
  const { state, run, cancel, leave } = useFreezing();
  const [wish, setWish] = useState(asked);
  const [last, keep] = useKept('loupe.datasets.freeze', z.string().nullable(), null);
  const [into, setInto] = useState(datasets.some(({ name }) => name === last) ? last : null);
  const [typed, setTyped] = useState('reviewed');
  const [split, setSplit] = useState(true);
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), []);

  const name = into ?? typed;
  const wrong =
    into !== null || typed === ''
      ? null
      : !datasetName.safeParse(typed).success
        ? 'Small letters, digits and hyphens'
        : datasets.some((one) => one.name === typed)
          ? 'There is a dataset of this name: choose it above'
          : null;
  const ready = name !== '' && wrong === null;
  const { value: found, failed } = useAsked(
    // What a new dataset is called changes nothing of what comes in.
    ready ? JSON.stringify([into, wish]) : null,
    async (client, signal) => {
      const parts = await wantedOf(store, wish);
      const previews = await Promise.all(
        parts.map((which) => client.samples.preview({ name, which }, { signal })),
      );
      return { parts, counts: summed(previews) };
    },
  );
  const counts = found?.counts;
  const changes = counts && counts.added + counts.changed + counts.takenOut > 0;
  const target = datasets.find((one) => one.name === into);
  const unsplit =
    target === undefined || target.classes.every(({ train, valid, test }) => train + valid + test === 0);
  const kinds = [...new Set([asked.kind, 'new', 'choice'] as const)];

  if (state?.at === 'working')
    return (
      <section className="datasets-bring" aria-label="Freeze reviewed samples">
        <h1>{titleOf(asked)}</h1>
        <div className="datasets-under-way">
          <p role="status">
            {state.total === 0
              ? 'Gathering what was said of the pictures'
              : `Opened ${state.done.toLocaleString('en')} of ${counted(state.total, 'picture')}`}
          </p>
          <Progress
            value={state.total === 0 ? 0 : (100 * state.done) / state.total}
            aria-label="Opening"
            transitionDuration={0}
            size="lg"
          />
          <p className="small">You may look at other screens meanwhile; it goes on.</p>
          <div className="datasets-actions">
            <KeyButton look="outlined" onClick={cancel}>
              Cancel
            </KeyButton>
          </div>
        </div>
      </section>
    );
  return (
    <section className="datasets-bring" aria-label="Freeze reviewed samples">
      <h1>{titleOf(asked)}</h1>
      {state?.at === 'failed' && <Alert>{failureInWords(state.fault)}</Alert>}
      <form
        className="datasets-form reviewed-form"
        aria-label="Freeze"
        onSubmit={(event) => {
          event.preventDefault();
          if (!found || !changes) return;
          keep(() => name);
          run({ name, parts: found.parts, split: split && unsplit });
        }}
      >
        <NativeSelect
          ref={first}
          label="Into"
          value={into ?? ''}
          data={[
            ...datasets.map((one) => ({
              value: one.name,
              label: `${one.name}, ${one.frozen ? 'a new version' : 'not frozen yet'}`,
            })),
            { value: '', label: 'A new dataset' },
          ]}
          onChange={(event) => setInto(event.currentTarget.value || null)}
        />
        {into === null && (
          <TextInput
            label="Name"
            maxLength={63}
            value={typed}
            error={wrong}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label="Which pictures"
          value={wish.kind}
          data={kinds.map((kind) => ({
            value: kind,
            label: asked.kind === 'these' && kind === 'these' ? asked.what : wishWords[kind],
          }))}
          onChange={({ currentTarget: { value } }) =>
            setWish(
              value === asked.kind
                ? asked
                : value === 'choice'
                  ? { kind: 'choice', choice: { reasons: [] } }
                  : { kind: 'new' },
            )
          }
        />
        {wish.kind === 'choice' && (
          <ChoiceFields choice={wish.choice} onChoice={(choice) => setWish({ kind: 'choice', choice })} />
        )}
        {unsplit ? (
          <Checkbox
            label={`Deal sides: ${100 * dealt.valid} % validation, ${100 * dealt.test} % test, the rest train`}
            checked={split}
            onChange={(event) => setSplit(event.currentTarget.checked)}
          />
        ) : (
          <p className="small">New pictures go to the side that their group is on, else to train.</p>
        )}
        <div className="reviewed-preview" role="status" aria-busy={ready && !found && failed === null}>
          {failed !== null ? (
            failed
          ) : !ready ? (
            'Give it a name to see what would come in'
          ) : !counts ? (
            'Looking at what was reviewed…'
          ) : (
            <>
              <p>
                <b>{counted(counts.added, 'picture')}</b> {counts.added === 1 ? 'comes' : 'come'} in. Nothing
                is kept yet
              </p>
              <PreviewFacts counts={counts} />
            </>
          )}
        </div>
        <div className="datasets-actions">
          <button type="submit" className="key-button key-button-primary" disabled={!changes}>
            {changes || !counts ? `Freeze as ${name}` : 'Nothing to freeze'}
          </button>
          <KeyButton onClick={leave}>Leave it</KeyButton>
        </div>
      </form>
    </section>
  );
}

const titleOf = (asked: Wish): string =>
  asked.kind === 'these' ? `Add to training: ${asked.what}` : 'Freeze reviewed samples';
