import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useStation } from '../app/station.tsx';
import { useFollowed, watchDatasets } from '../client/use-followed.ts';
import type { BroughtFile } from '../components/brought/brought-file.ts';
import type { Command } from '../keys/keymap.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { fault } from '../words/fault.ts';
import { useBring } from './bring/bring-context.tsx';
import { BringPanel } from './bring/bring-panel.tsx';
import { folderFrom } from './bring/brought-folder.ts';
import { Drop } from './bring/drop.tsx';
import { CollectPanel } from './collect/collect-panel.tsx';
import { List, matching } from './list.tsx';
import { One, type OneKeys } from './one.tsx';
import { PreviewsProvider } from './pictures/use-previews.tsx';
import { FreezePanel } from './reviewed/freeze-panel.tsx';
import { useFreezing } from './reviewed/freezing-context.tsx';
import { counted, failureInWords } from './words.ts';
import './datasets.css';

interface Props {
  /** From the address: `#/datasets/<name>`. */
  readonly name: string | null;
  readonly onName: (name: string | null) => void;
}

interface Collecting {
  /** What it began with: the panel stays the same while a new dataset comes to be. */
  readonly begun: string | null;
  readonly into: string | null;
}

/** Bring pictures in, and see what is wrong before anything is trained on them. */
export function DatasetsScreen({ name: chosen, onName }: Props) {
  const { client, me } = useStation();
  const look = me !== null && me.role !== 'technician';
  const { value: list, failed } = useFollowed(look ? client : null, watchDatasets);
  const { brought, arrived, take, leave, forget } = useBring();
  const freezing = useFreezing();
  const [filter, setFilter] = useState('');
  /** How many files were brought and are looked at just now. */
  const [reading, setReading] = useState(0);
  /** The dataset that grows by the camera; null: one that is not there yet. */
  const [collecting, setCollecting] = useState<Collecting | null>(null);
  const choose = useRef<(() => void) | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const one = useRef<OneKeys | null>(null);
  const frozen = freezing.arrived?.summary ?? null;
  const came = arrived?.name ?? frozen?.name ?? null;
  const goTo = useEffectEvent(onName);
  useEffect(() => {
    if (came !== null) goTo(came);
  }, [came, frozen?.hash]);

  const all = list ?? [];
  const datasets = matching(all, filter);
  const names = all.map(({ name }) => name);
  const shown = all.find(({ name }) => name === chosen) ?? datasets[0];
  const asked = freezing.asked;
  const panel =
    collecting !== null ? 'collect' : asked !== null ? 'freeze' : brought !== null ? 'bring' : 'one';

  const bring = (files: readonly BroughtFile[], into: string | null) => {
    if (files.length === 0) return;
    setCollecting(null);
    freezing.leave();
    setReading(files.length);
    void folderFrom(files).then((folder) => {
      setReading(0);
      take(folder, into);
    });
  };
  const show = (name: string) => {
    setCollecting(null);
    forget();
    // What is only being asked about is let go; what is under way goes on.
    if (brought?.asked === null) leave();
    if (freezing.state?.at !== 'working') freezing.leave();
    freezing.forget();
    onName(name);
  };
  const command = (name: Command) => {
    if (name === 'import') choose.current?.();
    else if (name === 'filter' && !(panel === 'one' && one.current?.filter())) field.current?.select();
    else if (name === 'row-up' || name === 'row-down') {
      const at = datasets.findIndex((each) => each.name === shown?.name);
      const next = datasets[at + (name === 'row-up' ? -1 : 1)];
      if (next) show(next.name);
    } else if (panel === 'one') one.current?.command(name);
  };

  if (!look)
    return (
      <main className="datasets datasets-closed">
        {me && failureInWords(fault('not-allowed', { needs: 'qa' }))}
      </main>
    );
  return (
    <PreviewsProvider client={client}>
      {panel !== 'collect' && <KeysOf command={command} />}
      <main className="datasets">
        <nav className="choices-beside" aria-label="Datasets of this station">
          <List
            datasets={datasets}
            chosen={panel === 'one' ? (shown?.name ?? null) : null}
            onChoose={show}
            filter={filter}
            onFilter={setFilter}
            field={field}
          />
          <Drop
            choose={choose}
            onFiles={(files) => bring(files, null)}
            onCollect={() => setCollecting({ begun: null, into: null })}
            onFreeze={() => {
              setCollecting(null);
              freezing.ask({ kind: 'new' });
            }}
          />
        </nav>
        <div className="datasets-place">
          {collecting !== null ? (
            <CollectPanel
              key={collecting.begun}
              into={all.find(({ name }) => name === collecting.into) ?? null}
              taken={collecting.into === null ? names : []}
              onChanged={({ name }) => setCollecting({ ...collecting, into: name })}
              onLeave={() => {
                onName(collecting.into);
                setCollecting(null);
              }}
              onCommand={command}
            />
          ) : asked !== null && list !== null ? (
            <FreezePanel key={JSON.stringify(asked)} asked={asked} datasets={list} />
          ) : reading > 0 ? (
            <p className="datasets-none" role="status">
              Looking at {counted(reading, 'file')}…
            </p>
          ) : brought !== null ? (
            <BringPanel brought={brought} taken={names} />
          ) : shown ? (
            <One
              key={shown.name}
              summary={shown}
              keys={one}
              frozen={freezing.arrived?.summary.name === shown.name ? freezing.arrived : null}
              onFrozen={freezing.forget}
              passedOver={arrived?.name === shown.name ? arrived.passedOver : []}
              onPassedOver={forget}
              onFolder={(files) => bring(files, shown.name)}
              onCollect={() => setCollecting({ begun: shown.name, into: shown.name })}
            />
          ) : (
            <p className="datasets-none">
              {failed !== null
                ? failureInWords(failed)
                : list === null
                  ? 'Reading the datasets…'
                  : 'No datasets. Import a folder, or freeze reviewed samples'}
            </p>
          )}
        </div>
      </main>
    </PreviewsProvider>
  );
}

/** The keys of the screen, while no panel has them. */
function KeysOf({ command }: { command: (name: Command) => void }) {
  useScreenKeys({ command });
  return null;
}
