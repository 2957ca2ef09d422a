import { counted } from '../words.ts';
import type { PassedOver } from './brought-folder.ts';

/** Past this many lines a list is no longer read; the number above it is whole. */
const shown = 500;

/** Files by name, each with its reason: never only how many there were. */
export function FileList({ title, files }: { title: string; files: readonly PassedOver[] }) {
  return (
    <section className="datasets-files">
      <h3>
        {title}: {counted(files.length, 'file')}
      </h3>
      <ul tabIndex={0} aria-label={title} data-walks>
        {files.slice(0, shown).map(({ file, why }) => (
          <li key={`${file} ${why}`}>
            <b>{file}</b> {why}
          </li>
        ))}
        {files.length > shown && <li>and {counted(files.length - shown, 'more file')}</li>}
      </ul>
    </section>
  );
}
