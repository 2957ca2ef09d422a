import type { RefObject } from 'react';
import type { BroughtFile } from '../../components/brought/brought-file.ts';
import { DropPlace } from '../../components/brought/drop-place.tsx';
import { FolderButton } from '../../components/brought/folder-button.tsx';
import { KeyButton } from '../../components/key-button.tsx';

interface Props {
  /** Opens the system's dialog for a folder. */
  readonly choose: RefObject<(() => void) | null>;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
  readonly onCollect: () => void;
  readonly onFreeze: () => void;
}

/** Where pictures come into datasets from: a folder dropped or chosen, what was reviewed, or the camera. */
export const Drop = ({ choose, onFiles, onCollect, onFreeze }: Props) => (
  <DropPlace label="Folder of pictures" onFiles={onFiles}>
    <FolderButton choose={choose} label="Folder to import" keys="Ctrl+O" onFiles={onFiles}>
      Import a folder
    </FolderButton>
    <KeyButton onClick={onFreeze}>Freeze reviewed samples</KeyButton>
    <KeyButton onClick={onCollect}>Collect from the camera</KeyButton>
    <span>or drop a folder here. Copies files; the source is not changed</span>
  </DropPlace>
);
