import { Alert } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useMemo, useRef, useState } from 'react';
import { imageLimits } from '../../electron/contract/imaging.ts';
import { useStation } from '../app/station.tsx';
import { annotatedPng } from '../components/picture/annotate.ts';
import { overlays, Picture, verdictColours, type Overlay } from '../components/picture/picture.tsx';
import { save } from '../components/save.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { fault } from '../words/fault.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { classesOf, looksOf, shownFindings } from './looks.ts';
import { Side } from './side.tsx';
import { useTry, type Tried } from './use-try.ts';
import './try.css';

/** Any picture file, judged with the model in use: picture and result side by side, nothing recorded unless asked. */
export function TryScreen() {
  const { client } = useStation();
  const { state, judge, fail } = useTry(client);
  const [overlay, setOverlay] = useState<Overlay>('findings');
  const [minimum, setMinimum] = useState(0);
  const [switches, setSwitches] = useState({ scores: true, colours: false });
  const [selection, setSelection] = useState<Of<number> | null>(null);
  const [saving, setSaving] = useState<Of<string> | null>(null);
  const choose = useRef<() => void>(null);

  const tried = state.phase === 'done' ? state.tried : null;
  const all = tried?.result.findings ?? none;
  const verdict = tried?.result.verdict ?? 'no-result';
  const findings = useMemo(() => shownFindings(all, minimum), [all, minimum]);
  const each = useMemo(
    () => looksOf(classesOf(all), switches, verdictColours(document.body, verdict)),
    [all, switches, verdict],
  );
  // What was selected or saved of another picture counts no more.
  const selected = selection !== null && selection.tried === tried ? selection.what : -1;
  const saved = saving !== null && saving.tried === tried ? saving.what : null;
  const select = (finding: number) => setSelection(tried && { tried, what: finding });

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > imageLimits.bytes)
      return fail(fault('too-large', { bytes: file.size, limitBytes: imageLimits.bytes }));
    judge({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }, 0);
  };
  const saveAnnotated = async () => {
    if (tried?.picture == null) return;
    const { picture, maps, file, page } = tried;
    const name = `${file.name.replace(/\.[^.]*$/, '')}${page > 0 ? `-page-${page + 1}` : ''}-loupe.png`;
    save(name, await annotatedPng(picture, { maps, findings, overlay, verdict, each }));
    setSaving({ tried, what: `Saved ${name}` });
  };
  const trySaving = () => void saveAnnotated().catch((error: unknown) => fail(asFault(error)));
  useScreenKeys({
    command(name) {
      if (name === 'open-file') choose.current?.();
      else if (name === 'overlay')
        setOverlay((now) => overlays[(overlays.indexOf(now) + 1) % overlays.length]!);
      else if (name === 'save-picture') trySaving();
    },
  });

  return (
    <main className="try">
      <Dropzone
        className={`try-place ${tried?.picture ? 'try-full' : ''}`}
        openRef={choose}
        multiple={false}
        activateOnClick={!tried?.picture}
        onDrop={([file]) => void take(file).catch((error: unknown) => fail(asFault(error)))}
        onReject={() => fail(fault('bad-input', oneFile))}
        aria-label="Picture file"
        enablePointerEvents
      >
        {tried?.picture ? (
          <Picture
            picture={tried.picture}
            maps={tried.maps}
            findings={findings}
            overlay={overlay}
            verdict={verdict}
            selected={selected}
            onSelect={select}
            label={`Picture ${tried.file.name}`}
            each={each}
          />
        ) : (
          <div className="try-empty">
            {state.phase === 'judging' ? (
              <b>Judging {state.name}…</b>
            ) : (
              <>
                <b>Drop a picture here, or press Enter to choose one</b>
                <span>
                  JPEG, PNG, TIFF, WebP or BMP, up to {imageLimits.bytes / 1e6} MB. Nothing is recorded.
                </span>
              </>
            )}
          </div>
        )}
      </Dropzone>
      <aside className="try-side" aria-label="Result">
        {state.phase === 'failed' && <Alert>{inOneLine(state.fault)}</Alert>}
        <Side
          state={state}
          findings={findings}
          look={{ overlay, minimum, ...switches }}
          onLook={({ overlay: next, minimum: from, ...rest }) => {
            setOverlay(next);
            setMinimum(from);
            setSwitches(rest);
            select(-1);
          }}
          selected={selected}
          onSelect={select}
          saved={saved}
          onChoose={() => choose.current?.()}
          onSave={trySaving}
          onPage={(page) => tried && judge(tried.file, page)}
          onRecord={() => tried && judge(tried.file, tried.page, true)}
        />
      </aside>
    </main>
  );
}

/** Something that holds for one picture only. */
interface Of<T> {
  readonly tried: Tried;
  readonly what: T;
}
const none: readonly never[] = [];
const oneFile = { what: 'What was dropped', got: 'not one file', allowed: 'one picture file' };
