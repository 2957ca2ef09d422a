import { Alert, SegmentedControl, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Area, ReadBack } from '../../../electron/contract/setup.ts';
import { useStation } from '../../app/station.tsx';
import { useCamera, useCameraState } from '../../camera/camera-context.tsx';
import { Picker } from '../../camera/picker.tsx';
import { sendLive } from '../../camera/send-live.ts';
import { askedOf } from '../../camera/setup.ts';
import { useStationCamera } from '../../camera/station-camera.tsx';
import { shortLabel } from '../../camera/sources/which.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { useLease } from '../../camera/use-lease.ts';
import { fault } from '../../words/fault.ts';
import { asFault, inOneLine } from '../../words/words.ts';
import { CameraForm, ReadBackList } from './camera-form.tsx';
import { changesOf, shownOf, withDraft, type Draft } from './draft.ts';
import { MarkedPicture, markNames, type Mark } from './marked-picture.tsx';
import { MeterList } from './meters.tsx';
import { useApply } from './use-apply.ts';
import { useMeters } from './use-meters.ts';
import './camera.css';

type Areas = Readonly<Record<Mark, Area | null>>;

/** The station's camera: what it sees, what it is set to, and what its pictures are held against (UI.md, Station settings). */
export function CameraSection() {
  const { client, host, me, status } = useStation();
  const camera = useCamera();
  const state = useCameraState();
  const { setup, useIt } = useStationCamera();
  const { held, takeOver } = useLease();
  const read = useReadBack();
  const [draft, setDraft] = useState<Draft>({});
  const [placing, setPlacing] = useState<Mark | null>(null);
  const [placed, setPlaced] = useState<Partial<Areas>>({});
  const [notice, setNotice] = useState<string | null>(null);
  const { apply, working, failed } = useApply(setup);

  const calibration = setup?.setup.calibration ?? null;
  const areas: Areas = {
    grey: calibration?.grey?.area ?? null,
    focus: calibration?.focus?.area ?? null,
    ...placed,
  };
  const meters = useMeters(areas.grey, areas.focus);
  const readOnly = me === null || me.role === 'technician';
  const { track, choice, label, phase } = state;
  const can = track?.can ?? {};
  const bound = setup?.setup.camera ?? { label, deviceId: track?.deviceId ?? '' };
  const now = shownOf(bound, read, setup?.setup ?? null);
  const next = withDraft(now, draft);
  const changes = changesOf(now, next);
  const change = (part: Draft) =>
    setDraft((before) => ({ ...before, ...part, locked: { ...before.locked, ...part.locked } }));
  const save = async () => {
    setNotice(null);
    if (await apply(next, can)) setDraft({});
  };
  const setReference = async () => {
    const live = camera.take();
    if (client === null || live === null)
      return setNotice(inOneLine(state.fault ?? fault('camera-starting')));
    try {
      const frame = await sendLive(host, live, state);
      await client.camera.setReference({ frame, ...areas, exposure: true });
      setPlaced({});
      setPlacing(null);
      setNotice('The picture is the reference now');
    } catch (error) {
      setNotice(inOneLine(asFault(error)));
    }
  };
  const other = status?.camera.phase === 'other' || state.fault?.code === 'camera-other';

  if (choice.kind !== 'camera')
    return (
      <section className="station-section">
        <Title order={2}>Camera</Title>
        <p>
          Pictures come from {choice.kind === 'demo' ? 'the demo scene' : 'a folder'} now. Choose a camera:
        </p>
        <Picker />
      </section>
    );
  return (
    <section className="station-section station-camera">
      <Title order={2}>Camera</Title>
      {failed !== null && <Alert>{failed}</Alert>}
      <div className="camera-columns">
        <div className="camera-see">
          <MarkedPicture
            areas={areas}
            placing={readOnly ? null : placing}
            onPlace={(area) => placing !== null && setPlaced((before) => ({ ...before, [placing]: area }))}
          />
          {!held && <KeyButton onClick={takeOver}>Take the camera over</KeyButton>}
          {other && useIt !== null && (
            <KeyButton look="primary" onClick={useIt}>
              Use it
            </KeyButton>
          )}
          {meters !== null && phase === 'live' && <MeterList meters={meters} reference={calibration} />}
          {!readOnly && setup !== null && (
            <div className="camera-reference">
              <SegmentedControl
                aria-label="Place on the picture"
                value={placing ?? 'none'}
                onChange={(value) => setPlacing(value === 'none' ? null : (value as Mark))}
                data={[
                  { value: 'none', label: 'Look' },
                  ...Object.entries(markNames).map(([value, name]) => ({ value, label: name })),
                ]}
              />
              <KeyButton disabled={phase !== 'live'} onClick={() => void setReference()}>
                Set as reference
              </KeyButton>
            </div>
          )}
          {notice !== null && (
            <p className="small" role="status">
              {notice}
            </p>
          )}
        </div>
        <fieldset disabled={readOnly || working} className="station-fields">
          <CameraForm shown={next} can={can} read={read} onChange={change} />
          <ReadBackList asked={setup === null ? {} : askedOf(setup.setup.settings)} read={read} />
          <p className="small">
            {setup === null
              ? 'No camera is bound: any is judged. Apply binds this one.'
              : `Bound: ${shortLabel(setup.setup.camera.label)} · setup ${setup.sha256.slice(0, 8)}`}
          </p>
          {readOnly && <p className="small">Read-only. Ask a QA lead; Ctrl+L changes the role.</p>}
        </fieldset>
      </div>
      {!readOnly && (changes.length > 0 || setup === null) && (
        <div className="draft-bar camera-draft" role="region" aria-label="Draft of the camera">
          <b>{changes.length === 1 ? '1 change' : `${changes.length} changes`}</b>
          <ul>
            {(changes.length > 0 ? changes : [`Bind ${shortLabel(bound.label) || 'the camera'}`]).map(
              (line) => (
                <li key={line}>{line}</li>
              ),
            )}
          </ul>
          <KeyButton
            look="primary"
            disabled={working || !held || bound.label === ''}
            onClick={() => void save()}
          >
            {working ? 'Setting the camera…' : 'Apply'}
          </KeyButton>
          <KeyButton disabled={working || changes.length === 0} onClick={() => setDraft({})}>
            Discard
          </KeyButton>
        </div>
      )}
    </section>
  );
}

const readEveryMs = 1000;

/** What the open camera says of itself, now and a second from now. */
function useReadBack(): ReadBack {
  const { track } = useCameraState();
  const [read, setRead] = useState<{ readonly of: string; readonly says: ReadBack } | null>(null);
  useEffect(() => {
    if (track === null) return;
    const look = () => setRead({ of: track.id, says: track.read() });
    const timer = setInterval(look, readEveryMs);
    return () => clearInterval(timer);
  }, [track]);
  return read !== null && read.of === track?.id ? read.says : (track?.read() ?? {});
}
