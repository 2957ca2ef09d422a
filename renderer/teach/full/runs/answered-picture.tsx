import type { Client } from '../../../../electron/contract/client.ts';
import type { Answered } from '../../../../electron/contract/training-runs.ts';
import { VerdictMark } from '../../../components/verdict-mark.tsx';
import { imageOf, usePreview } from '../../../components/picture/use-preview.ts';
import { words } from '../../../words/words.ts';

/** A picture and what was answered to it; a wrong answer is said, not only coloured. */
export function AnsweredPicture({
  client,
  one,
  wrong,
}: {
  client: Client | null;
  one: Answered;
  wrong: boolean;
}) {
  const { url, failed } = usePreview(client, imageOf(one), 240);
  return (
    <figure className="answered" data-wrong={wrong || undefined}>
      <div className="answered-picture">
        {url !== null ? <img src={url} alt={one.name} /> : <span>{failed ? 'Picture is gone' : ''}</span>}
        <span className="answered-mark">
          <VerdictMark verdict={one.verdict} size={24} />
        </span>
      </div>
      <figcaption>
        <span title={one.name}>{one.name.slice(one.name.lastIndexOf('/') + 1)}</span>
        <b>
          {wrong ? '✕ ' : ''}
          {one.truth} → {one.answer}
        </b>
        <span>
          {words.verdicts[one.verdict]} {one.score.toFixed(3)}
        </span>
      </figcaption>
    </figure>
  );
}
