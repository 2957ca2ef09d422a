import type { RefObject } from 'react';
import { draftLimitBytes } from '../../electron/contract/model-draft.ts';
import type { BroughtFile } from '../components/brought/brought-file.ts';
import { DropPlace } from '../components/brought/drop-place.tsx';
import { FolderButton } from '../components/brought/folder-button.tsx';
import { KeyButton } from '../components/key-button.tsx';

interface Props {
  /** Opens the system's dialog for a model file. */
  readonly choose: RefObject<(() => void) | null>;
  readonly busy: boolean;
  /** Shows what the registry holds; null where it is no server. */
  readonly onRegistry: (() => void) | null;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
}

/** Where a model or a package comes onto the station: dropped, or chosen. */
export const Bring = ({ choose, busy, onRegistry, onFiles }: Props) => (
  <DropPlace label="Model file" choose={choose} onFiles={onFiles}>
    <KeyButton keys="Ctrl+O" onClick={() => choose.current?.()} disabled={busy}>
      Add a model
    </KeyButton>
    <FolderButton label="Package folder" onFiles={onFiles} disabled={busy}>
      {busy ? 'Trying the package…' : 'Add a package folder'}
    </FolderButton>
    {onRegistry !== null && <KeyButton onClick={onRegistry}>From the registry</KeyButton>}
    <span>or drop an ONNX file, or a signed package, here; up to {draftLimitBytes / 1e6} MB</span>
  </DropPlace>
);
