import { useState } from 'react';
import type { CameraState } from '../camera/camera.ts';
import { KeyButton } from '../components/key-button.tsx';
import './guide.css';

const skippedKey = 'loupe.guide';

interface Props {
  readonly camera: CameraState;
  readonly onStation: (section: 'people' | 'scanner') => void;
}

/**
 * What a fresh station asks for, in the place where results will lie: until there is one, or somebody skips it. Never in the way: Space
 * inspects from the first moment.
 */
export function Guide({ camera, onStation }: Props) {
  const [skipped, setSkipped] = useState(() => localStorage.getItem(skippedKey) === 'skipped');
  if (skipped) return <p className="small">No inspections yet</p>;
  const skip = () => {
    localStorage.setItem(skippedKey, 'skipped');
    setSkipped(true);
  };
  const sees = { demo: 'the demo scene', folder: 'a folder', camera: 'a camera' }[camera.kind];
  return (
    <nav className="guide" aria-label="First steps">
      <ol>
        <li>
          <KeyButton label="Step 1: choose the camera" onClick={focusSource}>
            1 Camera
          </KeyButton>
          <span className="small">{camera.phase === 'live' ? `✓ Now: ${sees}` : 'Choose a source'}</span>
        </li>
        <li>
          <KeyButton label="Step 2: say who works here" onClick={() => onStation('people')}>
            2 People
          </KeyButton>
          <span className="small">Names, roles, PINs</span>
        </li>
        <li>
          <KeyButton label="Step 3: test the scanner" onClick={() => onStation('scanner')}>
            3 Scanner
          </KeyButton>
          <span className="small">Then press Space</span>
        </li>
      </ol>
      <KeyButton label="Skip the first steps" onClick={skip}>
        Skip
      </KeyButton>
    </nav>
  );
}

const focusSource = () => document.querySelector<HTMLElement>('[aria-label="Source"]')?.focus();
