import type { Inspection } from '../../electron/contract/inspection.ts';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { nameOf, numberOf, sentence, timeOf, words } from '../words/words.ts';
import type { BannerState } from './banner-state.ts';
import { secondLine } from './second-line.ts';
import { useFitted } from './use-fitted.ts';
import './banner.css';

interface Props {
  readonly state: BannerState;
  readonly handsFree?: boolean;
  /** What goes with the next piece: its ID, or what is asked of the technician now. */
  readonly hint: string | null;
}

/** Where the answer stands; its box never moves and its fill changes in one frame. */
export function Banner({ state, handsFree = false, hint }: Props) {
  const { className, word, mark, first, second, demo } = contentOf(state, handsFree);
  const lines = useFitted<HTMLDivElement>(word, first, second, hint, demo);
  return (
    <section
      className={`banner ${className}`}
      data-banner={state.kind}
      aria-live="assertive"
      aria-label="Answer"
    >
      {mark}
      <div className="banner-word">{word}</div>
      <div ref={lines} className="banner-lines">
        <div className="banner-first">
          {first}
          {demo && <span className="banner-demo">DEMO</span>}
        </div>
        <div className="banner-second">{second}</div>
        {hint !== null && <div className="banner-hint">{hint}</div>}
      </div>
    </section>
  );
}

interface Content {
  readonly className: string;
  readonly word: string;
  readonly mark?: React.ReactNode;
  readonly first: string;
  readonly second: string;
  readonly demo?: boolean;
}

function contentOf(state: BannerState, handsFree: boolean): Content {
  switch (state.kind) {
    case 'ready':
      return {
        className: 'banner-plain',
        word: 'READY',
        first: handsFree ? 'Scan the instrument, then place it' : 'Scan the instrument, then press Space',
        second: '',
      };
    case 'judging':
      return {
        className: 'banner-plain',
        word: state.since === 'quiet' ? '' : 'JUDGING…',
        first: state.since === 'quiet' ? '' : 'You may move the piece',
        second: state.since === 'still' ? 'Still judging. Nothing decided yet' : '',
      };
    case 'verdict':
      return verdictContent(
        state.inspection,
        `banner-${state.inspection.verdict}`,
        words.verdicts[state.inspection.verdict],
      );
    case 'last':
      return verdictContent(
        state.inspection,
        'banner-last',
        `LAST: ${words.verdicts[state.inspection.verdict]}`,
      );
    case 'past':
      return verdictContent(
        state.inspection,
        'banner-past',
        `PAST RESULT ${numberOf(state.inspection.id)}: ${words.verdicts[state.inspection.verdict]}`,
      );
    case 'cannot': {
      const { what, piece, act } = sentence(state.fault);
      return {
        className: 'banner-cannot',
        // The answer that never came decides nothing: that is what a no result is.
        word: state.fault.code === 'no-answer' ? words.verdicts['no-result'] : 'CANNOT INSPECT',
        first: `${what} ${piece}`,
        second: `${act}. (${state.fault.code})`,
      };
    }
    case 'elsewhere':
      return {
        className: 'banner-cannot',
        // Two lines: the space after KEYBOARD does not break.
        word: 'KEYBOARD\u00a0IS ELSEWHERE',
        first: 'Click here to go on',
        second: '',
      };
  }
}

function verdictContent(inspection: Inspection, className: string, word: string): Content {
  const { verdict, identity, id, times, source } = inspection;
  const name = nameOf(identity) || 'No ID';
  return {
    className,
    word,
    mark: <VerdictMark verdict={verdict} size="1em" />,
    first: `${name} · ${numberOf(id)} · ${timeOf(times.triggered)}`,
    second: secondLine(inspection),
    demo: source.kind === 'demo',
  };
}
