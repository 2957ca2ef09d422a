import { useCamera, useCameraState } from '../../camera/camera-context.tsx';
import { Picker } from '../../camera/picker.tsx';
import { KeyButton } from '../../components/key-button.tsx';

/** Which camera; and of the demo bench, whose pieces come good and damaged, which one lies on it. */
export function SourceRow() {
  const camera = useCamera();
  const { kind } = useCameraState();
  return (
    <div className="quick-source">
      <Picker />
      {kind === 'demo' && (
        <>
          <KeyButton onClick={() => camera.nextPiece('good')}>Next good demo piece</KeyButton>
          <KeyButton onClick={() => camera.nextPiece('damaged')}>Next damaged demo piece</KeyButton>
        </>
      )}
    </div>
  );
}
