import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { useStation } from '../../app/station.tsx';
import { useAsked } from '../../client/use-asked.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { useScreenKeys } from '../../keys/use-keys.tsx';
import { shareText } from '../share.ts';
import { Thumbnails } from './thumbnails.tsx';
import './mistakes.css';

export type Group = Awaited<ReturnType<Client['samples']['mistakes']>>[number];

interface Props {
  readonly tabs: ReactNode;
  readonly onNextTab: () => void;
  /** @param what names them */
  readonly onTrain: (inspections: readonly string[], what: string) => void;
}

const kindWords = {
  escape: ['escape', 'escapes'],
  'false-reject': ['false reject', 'false rejects'],
} as const;

/** `3 escapes, pit` */
export const groupText = ({ kind, count, class: name }: Group): string =>
  `${count.toLocaleString('en')} ${kindWords[kind][count === 1 ? 0 : 1]}, ${name}`;
const keyOf = ({ kind, class: name, instrument, package: version }: Group) =>
  JSON.stringify([kind, name, instrument, version]);

/** Where people say something else than the model: by class, instrument and model version, the worst first. */
export function Mistakes({ tabs, onNextTab, onTrain }: Props) {
  const { client } = useStation();
  const { value: groups, failed } = useAsked('mistakes', (from, signal) =>
    from.samples.mistakes(undefined, { signal }),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLElement>(null);
  const pictures = useRef<HTMLElement>(null);
  const shown = groups?.find((group) => keyOf(group) === chosen) ?? groups?.[0];
  const train = () => shown && onTrain(shown.inspections, groupText(shown));
  const focusOn = (group: Group | undefined) => {
    if (!group) return;
    setChosen(keyOf(group));
    list.current?.querySelector<HTMLElement>(`[data-group="${groups?.indexOf(group)}"]`)?.focus();
  };
  const came = groups !== null;
  useEffect(() => {
    if (came) list.current?.querySelector<HTMLElement>('button')?.focus();
  }, [came]);
  useScreenKeys({
    command(name) {
      if (name === 'next-tab') onNextTab();
      else if (name === 'into-training') train();
      else if (name === 'back') list.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
    },
  });
  return (
    <>
      <header className="review-top">
        {tabs}
        <span className="review-heading" role="status">
          {groups === null ? '' : sumText(groups)}
        </span>
        <KeyButton keys="I" look="primary" disabled={!shown} onClick={() => train()}>
          Add to training
        </KeyButton>
      </header>
      {failed !== null ? (
        <p className="review-state">{failed}</p>
      ) : groups === null ? (
        <p className="review-state">Reading what was reviewed…</p>
      ) : groups.length === 0 ? (
        <div className="review-state" role="status">
          <p>No mistakes: nobody has said something else than the model.</p>
          <p className="small">
            A defect that passed is an escape; a good piece called a defect is a false reject.
          </p>
        </div>
      ) : (
        <div className="review-body">
          <nav
            ref={list}
            className="mistakes-list"
            aria-label="Mistakes, the worst first"
            data-walks
            onKeyDown={(event) => {
              const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
              if (by !== 0 && shown) focusOn(groups[groups.indexOf(shown) + by]);
            }}
          >
            {groups.map((group, at) => (
              <button
                key={keyOf(group)}
                type="button"
                data-group={at}
                aria-current={group === shown ? 'true' : undefined}
                tabIndex={group === shown ? 0 : -1}
                onClick={() => {
                  setChosen(keyOf(group));
                  pictures.current?.focus();
                }}
              >
                <b>
                  <VerdictMark verdict={group.kind === 'escape' ? 'pass' : 'defect'} size={16} />
                  {groupText(group)}
                </b>
                <span>
                  {group.instrument ?? 'Nobody said which instrument'} · {group.package ?? 'no model'}
                </span>
                <span>
                  of {group.of.toLocaleString('en')} reviewed: {shareText(group.count, group.of)}
                </span>
              </button>
            ))}
          </nav>
          {shown && (
            <Thumbnails
              key={keyOf(shown)}
              ref={pictures}
              client={client}
              group={shown}
              label={groupText(shown)}
            />
          )}
        </div>
      )}
    </>
  );
}

/** `12 escapes, 30 false rejects` */
function sumText(groups: readonly Group[]): string {
  const of = (kind: Group['kind']) =>
    groups.reduce((sum, one) => sum + (one.kind === kind ? one.count : 0), 0);
  return (['escape', 'false-reject'] as const)
    .map((kind) => `${of(kind).toLocaleString('en')} ${kindWords[kind][of(kind) === 1 ? 0 : 1]}`)
    .join(', ');
}
