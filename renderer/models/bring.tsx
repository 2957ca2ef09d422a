import { Dropzone } from '@mantine/dropzone';
import { useRef, type RefObject } from 'react';
import { draftLimitBytes } from '../../electron/contract/model-draft.ts';
import { KeyButton } from '../components/key-button.tsx';
import type { BroughtFile } from './package-files.ts';

interface Props {
  /** Opens the system's dialog for a model file. */
  readonly choose: RefObject<(() => void) | null>;
  readonly busy: boolean;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
}

/** Where a model or a package comes onto the station: dropped, or chosen. */
export function Bring({ choose, busy, onFiles }: Props) {
  const folder = useRef<HTMLInputElement>(null);
  return (
    <Dropzone
      className="models-drop"
      openRef={choose}
      onDrop={onFiles}
      aria-label="Model file"
      activateOnClick={false}
      activateOnKeyboard={false}
      tabIndex={-1}
      enablePointerEvents
    >
      <KeyButton keys="Ctrl+O" onClick={() => choose.current?.()} disabled={busy}>
        Add a model
      </KeyButton>
      <KeyButton onClick={() => folder.current?.click()} disabled={busy}>
        {busy ? 'Trying the package…' : 'Add a package folder'}
      </KeyButton>
      <input
        ref={folder}
        type="file"
        hidden
        aria-label="Package folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <span>or drop an ONNX file, or a signed package, here; up to {draftLimitBytes / 1e6} MB</span>
    </Dropzone>
  );
}
