import { Alert } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ModelInfo } from '../../electron/contract/models.ts';
import { draftLimitBytes } from '../../electron/contract/model-draft.ts';
import { useStation } from '../app/station.tsx';
import type { BroughtFile } from '../components/brought/brought-file.ts';
import { Choice } from '../components/choices/choice.tsx';
import { overlays, type Overlay } from '../components/picture/picture.tsx';
import { useScreenKeys, type ScreenKeys } from '../keys/use-keys.tsx';
import { fault } from '../words/fault.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { emptyAnswers } from './answers.ts';
import { nothing, oneModel, tooLarge } from './bring-words.ts';
import { Bring } from './bring.tsx';
import { FromRegistry } from './from-registry.tsx';
import { DraftPanel } from './draft-panel.tsx';
import { useBegun, type Begun } from './kept.tsx';
import { sortBrought } from './package-files.ts';
import { PackageView } from './package-view.tsx';
import type { Ref } from './promote.tsx';
import { steps } from './thresholds/limits-draft.ts';
import type { LimitsDesk } from './thresholds/thresholds.tsx';
import { refusal } from './use-draft.ts';
import './models.css';

interface Stored {
  readonly packages: readonly ModelInfo[];
  readonly previous: readonly Ref[];
}

/** The packages of this station: what each does, which judges, and the way for another model to become one. */
export function ModelsScreen() {
  const { client, me, status } = useStation();
  const [stored, setStored] = useState<Stored | null>(null);
  const [reads, setReads] = useState(0);
  const [begun, setBegun] = useBegun();
  const { brought, chosen, limits } = begun;
  const setChosen = (sha256: string | null) => setBegun((now) => ({ ...now, chosen: sha256 }));
  const setBrought = (next: (now: Begun['brought']) => Begun['brought']) =>
    setBegun((now) => ({ ...now, brought: next(now.brought) }));
  const [installing, setInstalling] = useState(false);
  /** What the registry holds beside packages is looked at. */
  const [beside, setBeside] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [overlay, setOverlay] = useState<Overlay>('findings');
  const choose = useRef<() => void>(null);
  const desk = useRef<LimitsDesk | null>(null);
  const register = useCallback((next: LimitsDesk) => {
    desk.current = next;
    return () => {
      if (desk.current === next) desk.current = null;
    };
  }, []);
  const active = status?.model.active?.sha256;
  const admin = me?.role === 'admin';
  const look = me !== null && me.role !== 'technician';

  useEffect(() => {
    if (client === null || !look) return;
    let gone = false;
    Promise.all([client.models.list(), client.models.previous()]).then(
      ([packages, previous]) => gone || setStored({ packages, previous }),
      (error: unknown) => gone || setFailed(inOneLine(asFault(error))),
    );
    return () => {
      gone = true;
    };
    // The list is read again when something was stored or switched, here or elsewhere.
  }, [client, look, reads, active]);

  const take = async (all: readonly BroughtFile[]) => {
    const found = sortBrought(all);
    if (found.kind === 'neither') throw fault('bad-input', oneModel);
    const { name, size } = found.kind === 'model' ? found.file : { name: 'The package', size: found.bytes };
    if (size > draftLimitBytes) return setFailed(tooLarge(found.kind, name, size));
    const bytesOf = async (file: BroughtFile) => new Uint8Array(await file.arrayBuffer());
    if (found.kind === 'model') {
      const file = { name, bytes: await bytesOf(found.file) };
      return setBrought(() => ({ file, answers: emptyAnswers(name) }));
    }
    const files = await Promise.all(
      found.files.map(async ({ path, file }) => ({ path, bytes: await bytesOf(file) })),
    );
    const installed = await client?.models.install({ files });
    setBrought(() => null);
    setChosen(installed?.sha256 ?? null);
    setReads((n) => n + 1);
  };
  const bring = (files: readonly BroughtFile[]) => {
    if (files.length === 0) return;
    setFailed(null);
    setInstalling(true);
    void take(files)
      .catch((error: unknown) => setFailed(inOneLine(refusal(error))))
      .finally(() => setInstalling(false));
  };
  const draft = admin ? brought : null;
  const registry = admin && status?.registry.kind === 'mlflow';
  const foreign = registry && beside && draft === null;
  const packages = (stored?.packages ?? []).toSorted(
    (a, b) => a.manifest.name.localeCompare(b.manifest.name) || b.manifest.version - a.manifest.version,
  );
  const shown =
    packages.find(({ sha256 }) => sha256 === chosen) ?? packages.find((each) => each.active) ?? packages[0];
  const show = (sha256: string | undefined) => {
    if (sha256 === undefined) return;
    setFailed(null);
    setChosen(sha256);
  };
  const openRegistry = () => {
    setBrought(() => null);
    setBeside(true);
  };
  const keys: ScreenKeys = {
    command(name) {
      if (name === 'open-file' && admin) choose.current?.();
      else if (name === 'overlay')
        setOverlay((now) => overlays[(overlays.indexOf(now) + 1) % overlays.length]!);
      else if (name === 'limit-down') desk.current?.move(-steps.near);
      else if (name === 'limit-up') desk.current?.move(steps.near);
      else if (name === 'limit-far-down') desk.current?.move(-steps.far);
      else if (name === 'limit-far-up') desk.current?.move(steps.far);
      else if (name === 'limit-back') desk.current?.takeBack();
      else if (draft === null && shown && (name === 'row-up' || name === 'row-down'))
        show(packages[packages.indexOf(shown) + (name === 'row-up' ? -1 : 1)]?.sha256);
    },
  };
  useScreenKeys(foreign ? null : keys);
  if (!look)
    return (
      <main className="models models-closed">{me && inOneLine(fault('not-allowed', { needs: 'qa' }))}</main>
    );
  return (
    <main className="models">
      <nav className="choices-beside" aria-label="Packages">
        <ul className="choices">
          {packages.map(({ sha256, manifest, active: used, trustedBy }) => (
            <li key={sha256}>
              <Choice
                name={`${manifest.name} v${manifest.version}`}
                badge={used ? 'In use' : null}
                chosen={draft === null && !foreign && sha256 === shown?.sha256}
                onChoose={() => {
                  setBrought(() => null);
                  setBeside(false);
                  show(sha256);
                }}
              >
                {manifest.task} · trusted by {trustedBy}
                {limits[sha256] && ' · limits moved, a draft'}
              </Choice>
            </li>
          ))}
        </ul>
        {draft !== null && failed !== null && <Alert>{failed}</Alert>}
        {admin && (
          <Bring
            {...{ choose, busy: installing, onFiles: bring }}
            onRegistry={registry ? openRegistry : null}
          />
        )}
      </nav>
      <div className={draft === null ? 'models-one' : 'models-draft'}>
        {draft !== null ? (
          <DraftPanel
            key={`${draft.file.name} ${draft.file.bytes.length}`}
            {...draft}
            {...{ packages, overlay }}
            onAnswer={(field, value) =>
              setBrought((now) => now && { ...now, answers: { ...now.answers, [field]: value } })
            }
            onLeave={() => setBrought(() => null)}
            onSaved={({ sha256 }) => {
              setBrought((now) => (now?.file === draft.file ? null : now));
              setChosen(sha256);
              setReads((n) => n + 1);
            }}
          />
        ) : foreign ? (
          <FromRegistry
            onLeave={() => setBeside(false)}
            onBrought={(next) => {
              setBeside(false);
              setBrought(() => next);
            }}
          />
        ) : shown ? (
          <PackageView
            key={shown.sha256}
            info={shown}
            packages={packages}
            previous={stored?.previous ?? []}
            onSwitched={(sha256) => {
              setChosen(sha256);
              setReads((n) => n + 1);
            }}
            failed={failed}
            register={register}
            onSaved={(sha256) => {
              setBegun((now) => ({ ...now, chosen: sha256, view: 'card' }));
              setReads((n) => n + 1);
            }}
          />
        ) : (
          <>
            {failed !== null && <Alert>{failed}</Alert>}
            <p>{stored === null ? 'Reading the packages…' : nothing(admin)}</p>
          </>
        )}
      </div>
    </main>
  );
}
