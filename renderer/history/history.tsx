import { Kbd, Menu, Splitter, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { KeyButton } from '../components/key-button.tsx';
import { overlays, type Overlay } from '../components/picture/picture.tsx';
import { save } from '../components/save.ts';
import type { HistoryCommand } from '../keys/keymap.ts';
import { isEmpty, type Filter } from '../projection/filter.ts';
import { useStations } from '../projection/use-stations.ts';
import { useCounters, useProgress, useProjection } from '../projection/hooks.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { Detail } from './detail.tsx';
import { exportRows, type Format } from './export.ts';
import { FilterRow } from './filter-row.tsx';
import { NoRows, Rebuilding, StandingNotice } from './notices.tsx';
import { chosen, only, step } from './selection.ts';
import { InspectionTable } from './table.tsx';
import { othersText } from './words.ts';
import { useList } from './use-list.ts';
import { useShown } from './use-shown.ts';
import './history.css';

/** What the key router calls while History is the screen. */
export interface HistoryDesk {
  /** `back`: one step back, which here closes the menu. */
  command(command: HistoryCommand | 'back'): void;
  scanned(text: string): void;
}

interface Props {
  readonly client: Client | null;
  /** From the address: `#/history/<id>`. */
  readonly id: string | null;
  readonly onShow: (id: string | null) => void;
  /** Takes the desk while the screen is mounted; returns how to give it back. */
  readonly register: (desk: HistoryDesk) => () => void;
}

/** Find any inspection and see all that is known about it (UI.md section 4). */
export function History({ client, id, onShow, register }: Props) {
  const { store } = useProjection();
  const progress = useProgress();
  const counts = useCounters();
  const stations = useStations();
  const [filter, setFilter] = useState<Filter>({});
  const [settled] = useDebouncedValue(filter, 120);
  const list = useList(settled);
  const [anchor, setAnchor] = useState<string | null>(id);
  const [overlay, setOverlay] = useState<Overlay>('findings');
  const [finding, setFinding] = useState({ of: '', index: -1 });
  const [said, setSaid] = useState('');
  const text = useRef<HTMLInputElement>(null);
  const [menu, setMenu] = useState(false);

  const ids = list.rows.map((row) => row.id);
  const focus = id ?? ids[0] ?? null;
  const selection = { anchor: anchor ?? focus, focus };
  const selected = chosen(selection, ids);
  const row = useShown(client, focus);
  const index = finding.of === focus ? finding.index : -1;

  const choose = (next: { readonly anchor: string | null; readonly focus: string | null }) => {
    setAnchor(next.anchor);
    onShow(next.focus);
  };
  const moveFinding = (by: 1 | -1) => {
    const count = row?.findings.length ?? 0;
    if (count > 0)
      setFinding({ of: focus ?? '', index: (index + by + count + (index < 0 && by < 0 ? 1 : 0)) % count });
  };
  const sendToReview = async () => {
    if (!client || selected.length === 0) return;
    try {
      for (const each of selected)
        await client.inspection.requestReview({ id: each, why: 'sent from History' });
      setSaid(`Sent to review: ${selected.length}`);
    } catch (error) {
      setSaid(inOneLine(asFault(error)));
    }
  };
  const exportAs = async (format: Format) => {
    try {
      const file = await exportRows(store, settled, format, (n) =>
        setSaid(`Exporting, ${n.toLocaleString('en')} rows`),
      );
      save(`loupe-inspections.${format}`, file);
      setSaid('Exported');
    } catch (error) {
      setSaid(`The export failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const copyLink = async () => {
    await navigator.clipboard.writeText(`${location.href.split('#')[0]}#/history/${focus ?? ''}`).then(
      () => setSaid('Link copied'),
      () => setSaid('The browser does not let Loupe copy; the address line has the link'),
    );
  };

  const command = (what: HistoryCommand | 'back'): void => {
    if (what === 'back') setMenu(false);
    else if (what === 'row-up' || what === 'row-down')
      choose(step(selection, ids, what === 'row-up' ? -1 : 1, false));
    else if (what === 'select-up' || what === 'select-down')
      choose(step(selection, ids, what === 'select-up' ? -1 : 1, true));
    else if (what === 'filter') text.current?.select();
    else if (what === 'overlay') setOverlay(overlays[(overlays.indexOf(overlay) + 1) % overlays.length]!);
    else if (what === 'finding-before') moveFinding(-1);
    else if (what === 'finding-after') moveFinding(1);
    else if (what === 'export') setMenu(true);
    else if (what === 'send-to-review') void sendToReview();
    else what satisfies never;
  };
  const onCommand = useEffectEvent(command);
  useEffect(
    () => register({ command: (what) => onCommand(what), scanned: (scan) => setFilter({ text: scan }) }),
    [register],
  );

  const rebuilding = progress.phase === 'rebuilding' ? progress : null;
  const empty = list.rows.length === 0 && list.state === 'end';
  return (
    <main className="history">
      <VisuallyHidden component="h1">History</VisuallyHidden>
      <FilterRow filter={filter} onChange={setFilter} counts={counts} stations={stations} text={text} />
      <StandingNotice progress={progress} problems={counts?.problems ?? 0} />
      <Splitter className="history-split" lineSize={1}>
        <Splitter.Pane defaultSize={60} min={40} className="history-left">
          <div className="history-bar">
            <span className="small history-count">
              {counts && isEmpty(settled) ? `${counts.all.toLocaleString('en')} inspections` : 'Newest first'}
              {progress.phase === 'live' && progress.others && othersText(progress.others)}
            </span>
            <span className="history-new">
              {list.newer > 0 && !empty && (
                <KeyButton look="chosen" onClick={list.show}>
                  {list.newer === 100 ? '100 or more' : list.newer} new: show
                </KeyButton>
              )}
            </span>
            <KeyButton
              keys="F4"
              onClick={() => void sendToReview()}
              disabled={!client || selected.length === 0}
            >
              {selected.length > 1 ? `Send ${selected.length} to review` : 'Send to review'}
            </KeyButton>
            <Menu opened={menu} onChange={setMenu} position="bottom-end" withInitialFocusPlaceholder={false}>
              <Menu.Target>
                <UnstyledButton
                  className="key-button key-button-plain"
                  aria-keyshortcuts="Control+E"
                  disabled={empty || rebuilding !== null}
                >
                  Export <Kbd className="key-button-key">Ctrl+E</Kbd>
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void exportAs('csv')}>These rows as CSV</Menu.Item>
                <Menu.Item onClick={() => void exportAs('json')}>These rows as JSON</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <KeyButton onClick={() => void copyLink()} disabled={focus === null}>
              Copy link
            </KeyButton>
          </div>
          {rebuilding ? (
            <Rebuilding {...rebuilding} />
          ) : empty ? (
            <NoRows filtered={!isEmpty(settled)} onClear={() => setFilter({})} />
          ) : (
            <InspectionTable
              rows={list.rows}
              chosen={new Set(selected)}
              focus={focus}
              onChoose={(to, extend) => choose(extend ? { anchor: selection.anchor, focus: to } : only(to))}
              onEnd={list.more}
              label="Inspections"
              stations={stations}
            />
          )}
        </Splitter.Pane>
        <Splitter.Pane defaultSize={40} min={25} className="history-right">
          {row ? (
            <Detail
              client={client}
              row={row}
              stations={stations}
              overlay={overlay}
              onOverlay={setOverlay}
              finding={index}
              onFinding={(to) => setFinding({ of: row.id, index: to })}
              said={said}
            />
          ) : (
            <p className="history-state">
              {row === null && focus !== null ? `There is no inspection ${focus}.` : ''}
            </p>
          )}
        </Splitter.Pane>
      </Splitter>
    </main>
  );
}
