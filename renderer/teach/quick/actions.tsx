import { KeyButton } from '../../components/key-button.tsx';

interface Props {
  readonly step: 'pieces' | 'try' | 'save';
  readonly can: Readonly<Record<'capture' | 'train' | 'tryIt' | 'save', boolean>>;
  readonly busy: string | null;
  readonly onCapture: () => void;
  readonly onTrain: () => void;
  readonly onGo: (step: 'pieces' | 'try' | 'save') => void;
}

/** What can be done next, always in the same place. */
export function Actions({ step, can, busy, onCapture, onTrain, onGo }: Props) {
  return (
    <div className="quick-actions">
      {step === 'pieces' ? (
        <KeyButton
          className="quick-capture"
          look="primary"
          keys="Space"
          disabled={!can.capture}
          onClick={onCapture}
        >
          {busy === 'capture' ? 'Capturing…' : 'Capture piece'}
        </KeyButton>
      ) : (
        <KeyButton
          className="quick-capture"
          keys="Esc"
          onClick={() => onGo(step === 'save' ? 'try' : 'pieces')}
        >
          {step === 'save' ? 'Back to the trial' : 'Back to the pieces'}
        </KeyButton>
      )}
      <KeyButton
        look={can.train && !can.capture && step === 'pieces' ? 'primary' : 'plain'}
        keys="Ctrl+Enter"
        disabled={!can.train}
        onClick={onTrain}
      >
        Train
      </KeyButton>
      <KeyButton look={step === 'try' ? 'chosen' : 'plain'} disabled={!can.tryIt} onClick={() => onGo('try')}>
        Try it
      </KeyButton>
      <KeyButton
        look={step === 'save' ? 'chosen' : 'plain'}
        disabled={!can.save}
        onClick={() => onGo('save')}
      >
        Save
      </KeyButton>
    </div>
  );
}
