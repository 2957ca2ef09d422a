import { Dropzone } from '@mantine/dropzone';
import type { ReactNode, RefObject } from 'react';
import type { BroughtFile } from './brought-file.ts';
import './drop-place.css';

interface Props {
  readonly label: string;
  /** Opens the system's dialog for a file. */
  readonly choose?: RefObject<(() => void) | null>;
  readonly onFiles: (files: readonly BroughtFile[]) => void;
  /** Its buttons; a click beside them does nothing. */
  readonly children: ReactNode;
}

/** Where files come onto the station: dropped here, or chosen by its buttons. */
export const DropPlace = ({ label, choose, onFiles, children }: Props) => (
  <Dropzone
    className="drop-place"
    {...(choose && { openRef: choose })}
    onDrop={onFiles}
    aria-label={label}
    activateOnClick={false}
    activateOnKeyboard={false}
    tabIndex={-1}
    enablePointerEvents
  >
    {children}
  </Dropzone>
);
