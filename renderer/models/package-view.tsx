import { Alert, Tabs } from '@mantine/core';
import type { ModelInfo } from '../../electron/contract/models.ts';
import { KeyButton } from '../components/key-button.tsx';
import { Card } from './card.tsx';
import { Compare } from './compare.tsx';
import { Curves } from './curves.tsx';
import { useBegun, views, type View } from './kept.tsx';
import { Mistakes } from './mistakes.tsx';
import { Promote, type Ref } from './promote.tsx';
import { Thresholds, type LimitsDesk } from './thresholds/thresholds.tsx';
import { useEvaluations, useWork } from './use-evaluations.ts';

interface Props {
  readonly info: ModelInfo;
  readonly packages: readonly ModelInfo[];
  /** What one can go back to, newest first. */
  readonly previous: readonly Ref[];
  /** Another package may judge now. */
  readonly onSwitched: (sha256: string) => void;
  readonly failed: string | null;
  readonly register: (desk: LimitsDesk) => () => void;
  readonly onSaved: (sha256: string) => void;
}

const viewNames: Record<View, string> = {
  card: 'Card',
  curves: 'Curves',
  mistakes: 'Mistakes',
  thresholds: 'Thresholds',
  compare: 'Compare',
  promote: 'Promote',
};

/** A stored package: what it can and cannot do, its limits, and the switch to it. */
export function PackageView({ info, packages, previous, onSwitched, failed, register, onSaved }: Props) {
  const [{ view, limits }, change] = useBegun();
  const work = useWork();
  const { manifest, active, sha256 } = info;
  const { name, version } = manifest;
  const evaluations = useEvaluations(sha256, work);
  const known = evaluations.value ?? [];
  const versions = packages.filter((one) => one !== info && one.manifest.name === name);
  const [before] = previous;
  const shared = { info, evaluations: known, work };
  return (
    <article className="models-package" aria-label={`${name} version ${version}`}>
      <h1>
        {name} <span>version {version}</span>
        {active && <b className="badge">In use</b>}
      </h1>
      {failed !== null && <Alert>{failed}</Alert>}
      {evaluations.failed !== null && <Alert>{evaluations.failed}</Alert>}
      {view !== 'promote' && (!active || before) && (
        <div className="models-actions">
          <KeyButton look="primary" onClick={() => change((now) => ({ ...now, view: 'promote' }))}>
            {active && before
              ? `Roll back to ${before.name === name ? '' : `${before.name} `}v${before.version}…`
              : 'Promote…'}
          </KeyButton>
        </div>
      )}
      <Tabs
        value={view}
        onChange={(next) => change((now) => ({ ...now, view: views.find((one) => one === next) ?? 'card' }))}
        keepMounted={false}
      >
        <Tabs.List data-walks aria-label={`Of ${name} version ${version}`}>
          {views.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {viewNames[each]}
              {each === 'thresholds' && limits[sha256] && ' (draft)'}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="card" className="models-panel">
          <Card info={info} versions={versions} evaluations={evaluations.value} work={work} />
        </Tabs.Panel>
        <Tabs.Panel value="curves" className="models-panel">
          <Curves manifest={manifest} />
        </Tabs.Panel>
        <Tabs.Panel value="mistakes" className="models-panel">
          <Mistakes {...shared} />
        </Tabs.Panel>
        <Tabs.Panel value="thresholds" className="models-panel">
          {manifest.classes.some(({ verdict }) => verdict === 'defect') ? (
            <Thresholds
              {...shared}
              draft={limits[sha256] ?? null}
              onDraft={(next) =>
                change((now) => {
                  const { [sha256]: mine, ...others } = now.limits;
                  const moved = next(mine ?? null);
                  return { ...now, limits: moved === null ? others : { ...others, [sha256]: moved } };
                })
              }
              register={register}
              nextVersion={Math.max(version, ...versions.map((one) => one.manifest.version)) + 1}
              onSaved={onSaved}
            />
          ) : (
            <p>No class of this model means a defect: it names things and has no limits.</p>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="compare" className="models-panel">
          <Compare {...shared} packages={packages} />
        </Tabs.Panel>
        <Tabs.Panel value="promote" className="models-panel">
          <Promote {...{ info, packages, previous, work }} onDone={onSwitched} />
        </Tabs.Panel>
      </Tabs>
    </article>
  );
}
