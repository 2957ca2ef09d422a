import { Dropzone } from '@mantine/dropzone';
import { useImperativeHandle, useRef, type RefObject } from 'react';
import { KeyButton } from '../../components/key-button.tsx';
import type { BroughtFile } from '../../models/package-files.ts';

interface Props {
  /** Opens the system's dialog for a folder. */
  readonly choose: RefObject<(() => void) | null>;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
  readonly onCollect: () => void;
}

/** Where pictures come onto the station: a folder dropped or chosen, or the camera. */
export function Drop({ choose, onFiles, onCollect }: Props) {
  return (
    <Dropzone
      className="datasets-drop"
      onDrop={onFiles}
      aria-label="Folder of pictures"
      activateOnClick={false}
      activateOnKeyboard={false}
      tabIndex={-1}
      enablePointerEvents
    >
      <FolderButton choose={choose} label="Folder to import" keys="Ctrl+O" onFiles={onFiles}>
        Import a folder
      </FolderButton>
      <KeyButton onClick={onCollect}>Collect from the camera</KeyButton>
      <span>or drop a folder here. Copies files; the source is not changed</span>
    </Dropzone>
  );
}

interface FolderProps {
  readonly choose?: RefObject<(() => void) | null>;
  readonly label: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
  readonly children: string;
}

/** A button that opens the system's dialog for a folder. */
export function FolderButton({ choose, label, keys, disabled, onFiles, children }: FolderProps) {
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(choose, () => () => input.current?.click());
  return (
    <>
      <KeyButton keys={keys} disabled={disabled} onClick={() => input.current?.click()}>
        {children}
      </KeyButton>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
