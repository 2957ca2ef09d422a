import { useImperativeHandle, useRef, type RefObject } from 'react';
import { KeyButton } from '../key-button.tsx';
import type { BroughtFile } from './brought-file.ts';

interface Props {
  /** Does the same as a press. */
  readonly choose?: RefObject<(() => void) | null>;
  readonly label: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
  readonly children: string;
}

/** A button that opens the system's dialog for a folder. */
export function FolderButton({ choose, label, keys, disabled, onFiles, children }: Props) {
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
