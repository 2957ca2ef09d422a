import { useEffect } from 'react';
import type { DatasetPicture, DatasetSummary } from '../../../electron/contract/datasets.ts';
import { useStation } from '../../app/station.tsx';
import { KeyButton } from '../../components/key-button.tsx';
import { Thumb } from '../pictures/thumb.tsx';
import { usePictures } from '../pictures/use-pictures.ts';
import type { Finding } from './check-words.ts';

interface Props {
  readonly finding: Finding;
  readonly summary: DatasetSummary;
  readonly onAll: () => void;
}

/** More pictures of one place than this do not fit side by side. */
const abreast = 4;

/** The offenders of a check, those that belong together side by side, each with its sentence. */
export function Offenders({ finding: { check, count, examples }, summary, onAll }: Props) {
  const { client } = useStation();
  const pictures = usePictures(client, summary, { check });
  const { total, need, at } = pictures;
  useEffect(() => {
    // Twenty examples lie somewhere among the pictures that the check names.
    if (total !== null && total > 0) need(0, Math.min(total, 500) - 1);
  }, [total, need]);
  const byName = new Map<string, DatasetPicture>();
  for (let i = 0; i < Math.min(total ?? 0, 500); i++) {
    const picture = at(i);
    if (picture) byName.set(picture.name, picture);
  }
  return (
    <div className="datasets-offenders">
      <ol>
        {examples.map(({ files, message }) => (
          <li key={message}>
            <div className="datasets-abreast">
              {files.slice(0, abreast).map((file) => {
                const picture = byName.get(file);
                return (
                  <figure key={file}>
                    {picture ? (
                      <Thumb picture={picture} classes={summary.classes} />
                    ) : (
                      <span className="datasets-thumb">
                        <span className="datasets-thumb-none">
                          {total === null ? '' : 'Not among the pictures'}
                        </span>
                      </span>
                    )}
                    <figcaption title={file}>
                      {picture?.split && <b>{picture.split}</b>}
                      <span>{file}</span>
                    </figcaption>
                  </figure>
                );
              })}
            </div>
            <p>
              {message}
              {files.length > abreast && `; ${files.length - abreast} more files`}
            </p>
          </li>
        ))}
      </ol>
      {(total ?? 0) > 0 && (
        <div className="datasets-actions">
          <KeyButton onClick={onAll}>
            {count > examples.length ? `All ${count.toLocaleString('en')} as pictures` : 'All as pictures'}
          </KeyButton>
        </div>
      )}
    </div>
  );
}
