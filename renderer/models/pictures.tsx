import { useState } from 'react';
import type { Answer } from '../../electron/contract/evaluations.ts';
import { useStation } from '../app/station.tsx';
import { imageOf, usePreview } from '../components/picture/use-preview.ts';
import { PictureTile, saidOf } from './picture-tile.tsx';

interface Props {
  readonly title: string;
  readonly answers: readonly Answer[];
  /** Shown before somebody asks for more. */
  readonly most?: number;
  /** Said where there is none. */
  readonly none: string;
}

/** Pictures of one kind, by name; one at a time is shown large. */
export function Pictures({ title, answers, most = 24, none }: Props) {
  const [more, setMore] = useState(0);
  const [open, setOpen] = useState<string | null>(null);
  const shown = answers.slice(0, most + more);
  const large = shown.find(({ name }) => name === open);
  return (
    <section className="models-pictures" aria-label={title}>
      <h2>
        {title} <span>{answers.length}</span>
      </h2>
      {answers.length === 0 && <p>{none}</p>}
      {large && <Large answer={large} />}
      <div className="models-tiles">
        {shown.map((answer) => (
          <PictureTile
            key={answer.name}
            answer={answer}
            pressed={answer.name === open}
            onOpen={() => setOpen(answer.name === open ? null : answer.name)}
          />
        ))}
      </div>
      {shown.length < answers.length && (
        <button
          type="button"
          className="key-button key-button-plain"
          onClick={() => setMore((now) => now + 48)}
        >
          Show more: {answers.length - shown.length} are left
        </button>
      )}
    </section>
  );
}

function Large({ answer }: { answer: Answer }) {
  const { client } = useStation();
  const { url } = usePreview(client, imageOf(answer), 960);
  return (
    <figure className="models-large">
      {url !== null && <img src={url} alt={answer.name} />}
      <figcaption>
        {answer.name}: {saidOf(answer)}
      </figcaption>
    </figure>
  );
}
