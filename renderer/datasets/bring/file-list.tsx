import { CloseButton } from '@mantine/core';
import { counted } from '../words.ts';
import type { PassedOver } from './brought-folder.ts';

/** Past this many lines a list is no longer read; the number above it is whole. */
const shown = 500;

interface Props {
  readonly title: string;
  readonly files: readonly PassedOver[];
  /** Puts the list away, where it is not needed any more once it is read. */
  readonly onClose?: () => void;
}

/** Files by name, each with its reason: never only how many there were. */
export function FileList({ title, files, onClose }: Props) {
  return (
    <section className="datasets-files">
      <h3>
        {title}: {counted(files.length, 'file')}
      </h3>
      {onClose && <CloseButton aria-label={`Close: ${title}`} onClick={onClose} />}
      <ul tabIndex={0} aria-label={title} data-walks>
        {files.slice(0, shown).map(({ file, why }) => (
          <li key={`${file} ${why}`}>
            <b>{file}</b> {why.startsWith(`${file}: `) ? why.slice(file.length + 2) : why}
          </li>
        ))}
        {files.length > shown && <li>and {counted(files.length - shown, 'more file')}</li>}
      </ul>
    </section>
  );
}
