import { Alert } from '@mantine/core';
import { useState } from 'react';
import type { ForeignRef } from '../../electron/contract/adopting.ts';
import type { ModelInfo } from '../../electron/contract/models.ts';
import { useStation } from '../app/station.tsx';
import { Answer } from '../components/answer/answer.tsx';
import { countInWords } from '../components/answer/count-in-words.ts';
import { KeyButton } from '../components/key-button.tsx';
import { Picture, type Overlay } from '../components/picture/picture.tsx';
import { useLease } from '../camera/use-lease.ts';
import type { Fault } from '../words/fault.ts';
import { inOneLine } from '../words/words.ts';
import { fieldOf, wishesOf, type Answers, type Field } from './answers.ts';
import { Fields } from './fields.tsx';
import { ManifestFacts } from './manifest-facts.tsx';
import { refusal, useExamined, useTrial, type ModelFile, type Trial } from './use-draft.ts';

const always: readonly Field[] = ['name', 'version', 'limits', 'classes'];
const rest: readonly Field[] = ['reading', 'kernel', 'range', 'colour', 'fit', 'minScore'];

interface Props {
  readonly file: ModelFile;
  readonly answers: Answers;
  readonly from?: ForeignRef;
  readonly onAnswer: (field: Field, value: string) => void;
  readonly packages: readonly ModelInfo[];
  readonly overlay: Overlay;
  readonly onSaved: (stored: ModelInfo) => void;
  readonly onLeave: () => void;
}

/** A file on its way to a package: what the station read from it, what only a person knows, a try, and the end of it. */
export function DraftPanel(props: Props) {
  const { file, answers, from, packages, overlay, onAnswer, onSaved, onLeave } = props;
  const { client } = useStation();
  // The live picture is this window's only while it holds the camera.
  useLease();
  const versions = packages.filter(({ manifest }) => manifest.name === answers.name);
  const version = Math.max(0, ...versions.map(({ manifest }) => manifest.version)) + 1;
  const parsed = wishesOf(answers, version);
  const wishes = 'wishes' in parsed ? parsed.wishes : null;
  const { key, asked, last, now } = useExamined(client, file, wishes);
  const { trial, judge } = useTrial();
  const [work, setWork] = useState<'trying' | 'saving' | null>(null);
  const [failure, setFailure] = useState<{ readonly key: string; readonly fault: Fault } | null>(null);
  const [triedWith, setTriedWith] = useState('');

  const examined = now?.examined ?? last?.examined ?? null;
  // What the registry said of it is shown, too: a person may know better.
  const said = answers.size === '' ? [] : (['size'] as const);
  const questions = [...new Set([...[...asked].map(fieldOf), ...said])] as Field[];
  const missing = new Set((now?.examined?.asked ?? []).map(fieldOf));
  const ready = now?.examined != null && missing.size === 0 && work === null;
  const failed = now?.failed ?? (failure?.key === key ? failure.fault : null);
  const doing = async (what: 'trying' | 'saving', act: () => Promise<void>) => {
    setWork(what);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure({ key, fault: refusal(error) });
    } finally {
      setWork(null);
    }
  };
  const draft = wishes && { file: file.name, bytes: file.bytes, wishes };
  const tryIt = () =>
    draft &&
    void doing('trying', async () => {
      setTriedWith(key);
      await judge(draft);
    });
  const save = () =>
    draft &&
    client &&
    void doing('saving', async () =>
      onSaved(await (from ? client.adopting.wrap({ ...draft, from }) : client.models.wrap(draft))),
    );
  const fields = {
    ...{ answers, examined, missing, version, onAnswer },
    wrong: 'field' in parsed ? parsed : null,
  };

  return (
    <>
      <form className="models-form" aria-label="New package" onSubmit={(event) => event.preventDefault()}>
        <h1>{file.name}</h1>
        <p className="small" role="status">
          {statusOf(now === null && wishes !== null, missing.size, failed !== null)}
        </p>
        <Fields {...fields} names={questions.filter((field) => !always.includes(field))} />
        <Fields {...fields} names={always} />
        <details>
          <summary>Read from the file; say what is otherwise</summary>
          <div className="models-fields">
            <Fields {...fields} names={rest.filter((field) => !questions.includes(field))} />
          </div>
        </details>
      </form>
      <section className="models-trial" aria-label="Try">
        <div className="models-said" role="region" aria-label="What it says, scrolls" tabIndex={0}>
          {failed !== null && <Alert>{inOneLine(failed)}</Alert>}
          {trial !== null && triedWith === key && (
            <TrialView trial={trial} overlay={overlay} file={file.name} />
          )}
          {examined?.manifest && <ManifestFacts manifest={examined.manifest} assumed={missing.size > 0} />}
        </div>
        <div className="models-actions">
          <KeyButton onClick={() => tryIt()} disabled={!ready}>
            {work === 'trying' ? 'Judging…' : 'Try on the live picture'}
          </KeyButton>
          <KeyButton look="primary" onClick={() => save()} disabled={!ready}>
            {work === 'saving' ? 'Saving…' : 'Save'}
          </KeyButton>
          <KeyButton onClick={onLeave} disabled={work === 'saving'}>
            Discard
          </KeyButton>
        </div>
        <p className="small">
          Save stores a package, signed by this station{from && ', that names where it came from'}. The model
          in use stays in use.
        </p>
      </section>
    </>
  );
}

function TrialView({ trial, overlay, file }: { trial: Trial; overlay: Overlay; file: string }) {
  const { result, picture, maps } = trial;
  const [selected, setSelected] = useState(-1);
  const findings = result.findings ?? [];
  return (
    <>
      <div className="models-picture">
        <Picture
          {...{ picture, maps, findings, overlay, selected }}
          verdict={result.verdict}
          onSelect={setSelected}
          label="The picture that was tried"
        />
      </div>
      <Answer file={file} result={result} />
      <p role="status">{countInWords(findings.length)}. F3: findings, heat map, off.</p>
    </>
  );
}

function statusOf(examining: boolean, missing: number, failed: boolean): string {
  if (examining) return 'Reading the model…';
  if (failed) return '';
  if (missing > 0)
    return `${missing === 1 ? 'One thing is' : `${missing} things are`} in no file. Say ${missing === 1 ? 'it' : 'them'} here.`;
  return 'Everything is known. Try it, then save it.';
}
