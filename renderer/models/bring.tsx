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
  readonly onFiles: (files: readonly BroughtFile[]) => void;
}

/** Where a model or a package comes onto the station: dropped, or chosen. */
export const Bring = ({ choose, busy, onFiles }: Props) => (
  <DropPlace label="Model file" choose={choose} onFiles={onFiles}>
    <KeyButton keys="Ctrl+O" onClick={() => choose.current?.()} disabled={busy}>
      Add a model
    </KeyButton>
    <FolderButton label="Package folder" onFiles={onFiles} disabled={busy}>
      {busy ? 'Trying the package…' : 'Add a package folder'}
    </FolderButton>
    <span>or drop an ONNX file, or a signed package, here; up to {draftLimitBytes / 1e6} MB</span>
  </DropPlace>
);
