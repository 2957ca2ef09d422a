import { Alert } from '@mantine/core';
import { useState } from 'react';
import { piecesNeeded, piecesWanted, type placements } from '../../../electron/contract/quick-teach.ts';
import { useStation } from '../../app/station.tsx';
import { useCamera, useCameraState } from '../../camera/camera-context.tsx';
import { sendLive } from '../../camera/send-live.ts';
import { useFollowed } from '../../client/use-followed.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { overlays, type Overlay } from '../../components/picture/picture.tsx';
import { captureObstacleOf } from '../../camera/obstacle.ts';
import { useLease } from '../../camera/use-lease.ts';
import { keepFocus } from '../../keys/keep-focus.ts';
import { useScreenKeys } from '../../keys/use-keys.tsx';
import { fault } from '../../words/fault.ts';
import { Steps } from '../steps.tsx';
import { Actions } from './actions.tsx';
import { LiveView } from './live-view.tsx';
import { PiecesPanel } from './pieces-panel.tsx';
import { refusalWords } from './quick-words.ts';
import { SaveForm } from './save-form.tsx';
import { SourceRow } from './source-row.tsx';
import { TrialAnswer, TrialPicture } from './trial-view.tsx';
import { useDoing, watchQuickTeach } from './use-quick-teach.ts';
import { useTrial } from './use-trial.ts';
import './quick-teach.css';

/** Where somebody is; training is the station's and goes on whoever looks. */
type Step = 'pieces' | 'try' | 'save';
const stepNames = ['Capture', 'Train', 'Try', 'Save'] as const;

/** A model from nothing but good pieces: they are laid under the camera one after the other. */
export function QuickTeach() {
  const { host, client, connection, status, about } = useStation();
  const camera = useCamera();
  const cameraState = useCameraState();
  const { takeOver } = useLease();
  const { value: state } = useFollowed(client, watchQuickTeach);
  const { busy, failed, act, clear } = useDoing();
  const [wanted, setStep] = useState<Step>('pieces');
  const [selected, setSelected] = useState<string | null>(null);
  const [overlay, setOverlay] = useState<Overlay>('findings');
  const [placement, setPlacement] = useState<(typeof placements)[number]>('fixture');

  const pieces = state?.pieces ?? [];
  const model = state?.model ?? { state: 'none' };
  const trained = model.state === 'trained' ? model : null;
  const step: Step = trained === null ? 'pieces' : wanted;
  const facts = { connection, status, session: about?.session ?? null, camera: cameraState };
  const obstacle = captureObstacleOf(facts);
  const { trial, failed: untried } = useTrial(step === 'try' && obstacle === null);
  const training = model.state === 'training';
  const can = {
    capture: step === 'pieces' && obstacle === null && pieces.length < piecesWanted,
    train:
      step === 'pieces' && !training && pieces.length >= piecesNeeded && connection.phase === 'connected',
    tryIt: trained !== null && obstacle === null,
    save: trained !== null,
  };

  const capture = () =>
    can.capture &&
    client !== null &&
    act('capture', async () => {
      const live = camera.take();
      if (live === null) throw cameraState.fault ?? fault('camera-none');
      const frame = await sendLive(host, live, cameraState);
      await client.quickTeach.capture({ frame });
      setSelected(null);
    });
  const remove = () => {
    const image = selected ?? pieces.at(-1)?.image;
    if (step !== 'pieces' || image === undefined || client === null) return;
    act('remove', () => client.quickTeach.remove({ image }));
    setSelected(null);
  };
  const putBack = () =>
    step === 'pieces' && state?.removed && client && act('put-back', () => client.quickTeach.putBack());
  const train = () => {
    if (!can.train || client === null) return;
    // Whoever trains wants to see what came of it.
    setStep('try');
    act('train', () => client.quickTeach.train({ placement }));
  };
  const go = (to: Step) => {
    clear();
    setStep(to);
  };
  useScreenKeys({
    pedal: capture,
    command(name) {
      if (name === 'capture') capture();
      else if (name === 'remove-last') remove();
      else if (name === 'put-back') putBack();
      else if (name === 'train') train();
      else if (name === 'overlay')
        setOverlay((now) => overlays[(overlays.indexOf(now) + 1) % overlays.length]!);
      else if (name === 'back' && step !== 'pieces') go(step === 'save' ? 'try' : 'pieces');
    },
  });
  if (state === null)
    return (
      <section className="quick-wait" role="status">
        {connection.phase === 'connected' ? 'Reading the pieces…' : refusalWords(fault('connecting'))}
      </section>
    );
  const told = obstacle ?? failed ?? untried;
  const same = failed?.code === 'same-view' ? Number(failed.data['piece']) : null;
  const at = { pieces: training ? 1 : 0, try: 2, save: 3 }[step];
  const steps = stepNames.map((name, i) => ({ id: name, name, done: i < at }));
  return (
    <section className="quick" aria-label="Quick teach" onMouseDown={keepFocus}>
      <Steps steps={steps} now={stepNames[at]!} />
      <div className="quick-left">
        {step === 'try' ? <TrialPicture {...{ trial, overlay }} /> : <LiveView />}
        <SourceRow />
        <div className="quick-told" role="status">
          {told !== null && (
            <Alert>
              {refusalWords(told)}
              {told.code === 'lease-held' && (
                <KeyButton className="quick-take" onClick={takeOver}>
                  Take over here
                </KeyButton>
              )}
            </Alert>
          )}
        </div>
      </div>
      <div className="quick-right">
        {step === 'try' && trained && <TrialAnswer {...{ trial, model: trained }} />}
        {step === 'save' && trained && (
          <SaveForm
            model={trained}
            busy={busy === 'save'}
            onSave={(name) => client && act('save', () => client.quickTeach.save({ name }))}
          />
        )}
        {step === 'pieces' && (
          <PiecesPanel
            {...{ state, selected, same, placement }}
            onSelect={setSelected}
            onPlacement={setPlacement}
            onRemove={remove}
            onPutBack={putBack}
            onStartAnew={() => client && act('start-anew', () => client.quickTeach.startAnew())}
            onCancel={() => client && act('cancel', () => client.quickTeach.cancel())}
          />
        )}
        <Actions {...{ step, can, busy }} onCapture={capture} onTrain={train} onGo={go} />
      </div>
    </section>
  );
}
