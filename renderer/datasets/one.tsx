import { Alert, Tabs } from '@mantine/core';
import { useImperativeHandle, useRef, useState, type RefObject } from 'react';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import { useStation } from '../app/station.tsx';
import type { BroughtFile } from '../components/brought/brought-file.ts';
import type { Command } from '../keys/keymap.ts';
import type { PassedOver } from './bring/brought-folder.ts';
import { FileList } from './bring/file-list.tsx';
import { CardTab } from './card/card-tab.tsx';
import { ChecksTab } from './checks/checks-tab.tsx';
import { Exported } from './exported.tsx';
import { Head } from './head.tsx';
import { PicturesTab } from './pictures/pictures-tab.tsx';
import type { PictureFilter } from './pictures/use-pictures.ts';
import { FrozenNow } from './reviewed/arrived.tsx';
import type { Arrived } from './reviewed/freeze-parts.ts';
import { SplitTab } from './split-tab.tsx';
import { useChange } from './use-change.ts';
import { useDetail } from './use-detail.ts';
import { failureInWords } from './words.ts';
import { useExport } from './use-export.ts';

/** What the screen's keys mean for the dataset that is shown. */
export interface OneKeys {
  command(name: Command): void;
  /** @returns whether there is a filter to go to */
  filter(): boolean;
}

interface Props {
  readonly summary: DatasetSummary;
  readonly keys: RefObject<OneKeys | null>;
  /** What did not come along when it was imported just now. */
  readonly passedOver: readonly PassedOver[];
  /** It was read. */
  readonly onPassedOver: () => void;
  /** Reviewed samples that came in just now. */
  readonly frozen: Arrived | null;
  readonly onFrozen: () => void;
  readonly onFolder: (files: readonly BroughtFile[]) => void;
  readonly onCollect: () => void;
}

const tabs = ['Checks', 'Pictures', 'Split', 'Card'] as const;
type Tab = (typeof tabs)[number];
const noFilter: PictureFilter = {};

/** One dataset: how it stands, what is wrong with it, its pictures, its sides, its card. */
export function One(props: Props) {
  const { summary, keys, passedOver, onPassedOver, frozen, onFrozen, onFolder, onCollect } = props;
  const { client } = useStation();
  const { name } = summary;
  const { detail, failed: unread } = useDetail(client, summary);
  const { busy, failed, change } = useChange();
  const exporting = useExport(client, name);
  const [tab, setTab] = useState<Tab>('Checks');
  const [filter, setFilter] = useState(noFilter);
  const [menu, setMenu] = useState(false);
  const [open, setOpen] = useState(false);
  const first = useRef<HTMLSelectElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const ask = client?.datasets;
  const undo = () => void change(() => ask?.undo({ name }));

  useImperativeHandle(keys, () => ({
    filter() {
      if (tab === 'Pictures') first.current?.focus();
      return tab === 'Pictures';
    },
    command(command) {
      if (command === 'export') setMenu(true);
      else if (command === 'undo' && summary.undoable && !busy) undo();
      else if (command === 'row-open')
        list.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
      else if (command === 'back' && menu) setMenu(false);
      else if (command === 'back') setOpen(false);
    },
  }));

  const findings = detail?.report.findings ?? [];
  return (
    <div className="datasets-one">
      <Head
        {...{ summary, busy, menu }}
        onMenu={setMenu}
        actions={{
          freeze: () => void change(() => ask?.freeze({ name })),
          addFolder: onFolder,
          collect: onCollect,
          exportAs: exporting.run,
          undo,
          remove: () => void change(() => ask?.remove({ name })),
        }}
      />
      {(failed ?? unread) !== null && <Alert>{failureInWords((failed ?? unread)!)}</Alert>}
      {frozen && <FrozenNow of={frozen} onClose={onFrozen} />}
      <Exported {...exporting} />
      {passedOver.length > 0 && <FileList title="Not part of it" files={passedOver} onClose={onPassedOver} />}
      <Tabs
        className="datasets-tabs"
        value={tab}
        onChange={(next) => setTab(tabs.find((each) => each === next) ?? 'Checks')}
        keepMounted={false}
      >
        <Tabs.List ref={list}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {each}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="Checks" tabIndex={0} data-walks>
          {detail === null ? (
            <p className="datasets-none">Checking…</p>
          ) : (
            <ChecksTab
              {...{ summary, busy }}
              report={detail.report}
              cures={{
                keepInTrain: (check) => void change(() => ask?.keepIn({ name, check, split: 'train' })),
                quarantine: (check) => void change(() => ask?.quarantine({ name, checks: [check] })),
                showAll(check) {
                  setFilter({ check });
                  setTab('Pictures');
                },
              }}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="Pictures">
          <PicturesTab
            {...{ summary, findings, filter, open, first }}
            onFilter={setFilter}
            onOpen={setOpen}
          />
        </Tabs.Panel>
        <Tabs.Panel value="Split" tabIndex={0} data-walks>
          <SplitTab
            {...{ summary, busy }}
            onSplit={(wish) => void change(() => ask?.split({ name, ...wish }))}
            onVerdict={(of, verdict) => void change(() => ask?.setVerdict({ name, class: of, verdict }))}
          />
        </Tabs.Panel>
        <Tabs.Panel value="Card" tabIndex={0} data-walks>
          {detail === null ? <p className="datasets-none">Reading…</p> : <CardTab card={detail.card} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
