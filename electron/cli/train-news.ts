import type { Limits } from '../../ml/evaluate/limits.ts';
import type { Frame } from '../../ml/image/frame.ts';
import type { Answered } from '../contract/training-runs.ts';
import type { RunNews, Tell } from '../host/training/news.ts';
import type { Io } from './io.ts';

type Sizes = Extract<RunNews, { kind: 'sizes' }>;

/** Says on stderr how a run goes, or several one after the other, and keeps what the last line tells. */
export function reportTo(
  { stderr }: Pick<Io, 'stderr'>,
  json: boolean,
  sizesInWords: (sizes: Sizes) => string,
) {
  const note = (text: string) => stderr(json ? JSON.stringify({ event: 'note', text }) : text);
  const progress = (facts: object, text: string) =>
    stderr(json ? JSON.stringify({ event: 'progress', ...facts }) : text);
  let limits: Limits | undefined;
  let mistakes: readonly Answered[] = [];
  let grid: Frame | undefined;
  let metric: number | undefined;
  let [planned, loss, secondsLeft, said] = [0, 0, 0, ''];
  const tell: Tell = (news) => {
    switch (news.kind) {
      case 'note':
        return note(news.text);
      case 'sizes':
        return note(sizesInWords(news));
      case 'stage': {
        const what = `${news.stage} ${Math.floor((10 * news.done) / Math.max(1, news.total)) * 10} %`;
        if (what !== said) progress({ what }, what);
        said = what;
        return;
      }
      case 'began':
        planned = news.epochs;
        return;
      case 'step':
        [loss, secondsLeft] = [news.loss, Math.round(news.secondsLeft)];
        return;
      case 'point':
        metric = news.point.validation?.accuracy ?? metric;
        return;
      case 'epoch': {
        const { epoch } = news;
        const right = metric === undefined ? '' : `, validation ${(100 * metric).toFixed(1)} %`;
        const line = `epoch ${epoch} of ${planned}: loss ${loss.toFixed(4)}${right}, ${secondsLeft} s left`;
        return progress({ epoch, loss, metric, secondsLeft }, line);
      }
      case 'limits':
        limits = news.limits;
        return;
      case 'evaluated':
        mistakes = news.mistakes;
        return;
      case 'augmented':
        grid = news.grid;
        return;
      case 'samples':
      case 'trial':
      case 'tried':
      case 'chosen':
    }
  };
  return { note, tell, heard: () => ({ limits, mistakes, grid }) };
}
