import type { SourceList } from '../../../ml/dataset/source.ts';
import { counted, sides, sideWords } from '../words.ts';
import { FileList } from './file-list.tsx';
import { namedClasses } from './use-looked-at.ts';

const shown = 12;

/** What a folder's files say of themselves, read before anything is sent. Its place is kept while it is read. */
export function Looks({ source }: { source: SourceList | null }) {
  if (source === null) return <div className="datasets-looks" aria-busy="true" />;
  const classes = namedClasses(source);
  const bySide = sides.flatMap((side) => {
    const count = source.pictures.filter(({ split }) => (split ?? 'unsplit') === side).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${sideWords[side]}`];
  });
  return (
    <div className="datasets-looks">
      <p>
        <b>{counted(source.pictures.length, 'picture')}</b>
        {source.pictures.length > 0 && `: ${bySide.join(', ')}`}
      </p>
      <ul aria-label="Classes">
        {classes.slice(0, shown).map(({ name, count }) => (
          <li key={name}>
            {name} <b>{count.toLocaleString('en')}</b>
          </li>
        ))}
        {classes.length > shown && (
          <li>and {counted(classes.length - shown, 'more class', 'more classes')}</li>
        )}
      </ul>
      {source.faults.length > 0 && (
        <FileList
          title="Does not fit"
          files={source.faults.map(({ file, line, message }) => ({
            file: line === undefined ? file : `${file}, line ${line}`,
            why: message,
          }))}
        />
      )}
    </div>
  );
}
