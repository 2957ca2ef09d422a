import { Alert, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ModelInfo } from '../../electron/contract/models.ts';
import type { EvaluationWork } from '../../electron/contract/evaluations.ts';
import type { PromotionLook, PromotionState } from '../../electron/contract/registry.ts';
import { useStation } from '../app/station.tsx';
import { useAsked } from '../client/use-asked.ts';
import { useFollowed, type Watch } from '../client/use-followed.ts';
import { JudgeSide } from './judge-side.tsx';
import { blockedBy, refusedWords, registeredWords, waitWords } from './promote-words.ts';
import { PromotionChecks } from './promotion-checks.tsx';
import { Promoted, Reach } from './reach.tsx';
import { ReasonForm } from './reason-form.tsx';
import { Register } from './register.tsx';

export type Ref = Pick<ModelInfo['manifest'], 'name' | 'version'> & { readonly sha256: string };

interface Props {
  readonly info: ModelInfo;
  readonly packages: readonly ModelInfo[];
  /** What one can go back to, newest first. */
  readonly previous: readonly Ref[];
  readonly work: EvaluationWork | null;
  /** Something was switched, or tried to: the list is to be read again. */
  readonly onDone: (sha256: string) => void;
}

const watchPromotion: Watch<PromotionState> = (client, signal) =>
  client.registry.watch(undefined, { signal });

/** The one way a proved package begins to judge, and the way back: what is checked, what would change, and who says so. */
export function Promote({ info, packages, previous, work, onDone }: Props) {
  const { client, me } = useStation();
  const { manifest, sha256, active } = info;
  const state = useFollowed(client, watchPromotion).value;
  const used = packages.find((one) => one.active) ?? null;
  const admin = me?.role === 'admin';
  const look = useAsked<PromotionLook>(
    work === null || active ? null : `${sha256} ${work.kept} ${used?.sha256} ${JSON.stringify(state)}`,
    (asked, signal) => asked.registry.look({ sha256 }, { signal }),
  );
  const [said, setSaid] = useState<{ readonly words: string; readonly failed: boolean } | null>(null);
  const keeps = used === null ? 'Nothing judges' : `${nameOf(used)} keeps running`;
  const act = async (what: () => Promise<string | undefined>, to: string) => {
    setSaid(null);
    try {
      const words = await what();
      if (words !== undefined) setSaid({ words, failed: false });
      onDone(to);
    } catch (error) {
      setSaid({ words: refusedWords(error, keeps), failed: true });
    }
  };
  return (
    <>
      {said !== null &&
        (said.failed ? (
          <Alert ref={intoSight}>{said.words}</Alert>
        ) : (
          <p role="status" ref={intoSight}>
            {said.words}
          </p>
        ))}
      {state?.failed && <Alert>{refusedWords(state.failed, keeps)}</Alert>}
      {state?.next && <p role="status">{waitWords(state.next)}</p>}
      {active ? (
        <>
          <p>{nameOf(info)} is in use. Another package is promoted on its own page.</p>
          <Reach name={manifest.name} version={manifest.version} />
        </>
      ) : (
        <section className="models-promote" aria-labelledby="promote-checks">
          <h2 id="promote-checks">Five checks</h2>
          {look.failed !== null && <Alert>{look.failed}</Alert>}
          <PromotionChecks checks={look.value?.checks ?? null} />
          {look.value?.test === null && (
            <JudgeSide
              models={[sha256, ...(look.value.champion === null ? [] : [look.value.champion.sha256])]}
              proposed={manifest.datasetHash}
              split="test"
              only
              work={work}
            />
          )}
          <h2>What would change</h2>
          <p>
            {used === null ? 'Nothing' : nameOf(used)} → <b>{nameOf(info)}</b>, on this station{' '}
            {look.value?.tray
              ? `after the tray ${look.value.tray}, in 15 minutes at most`
              : 'from the next inspection on'}
            . It becomes champion of {manifest.name} in the registry, under your name and this station’s
            signature.
          </p>
          <Reach name={manifest.name} version={manifest.version} />
          <ReasonForm
            key={sha256}
            word={`Promote v${manifest.version}`}
            version={manifest.version}
            blocked={
              !admin
                ? 'Promoting takes an admin.'
                : state?.next?.sha256 === sha256
                  ? 'It is promoted, and waits for the tray.'
                  : blockedBy(look.value?.checks ?? null)
            }
            onSubmit={(reason, version) =>
              act(async () => {
                const done = await client?.registry.promote({ sha256, version, reason });
                return (
                  done &&
                  (done.tray === null ? `${nameOf(info)} judges from the next inspection on.` : undefined)
                );
              }, sha256)
            }
          />
          <Register
            look={look.value}
            version={manifest.version}
            onRegister={() =>
              act(async () => {
                const done = await client?.registry.register({ sha256 });
                return done && registeredWords(nameOf(info), done.passed);
              }, sha256)
            }
          />
        </section>
      )}
      <BackForm
        previous={previous}
        used={used?.manifest.name ?? null}
        onBack={(to, reason, version) =>
          act(async () => {
            const done = await client?.registry.rollback({ sha256: to.sha256, version, reason });
            return (
              done &&
              `Back to ${refName(to)}: it judges from the next inspection on.` +
                (done.published
                  ? ''
                  : ' The registry did not answer: it is told once it does, and stations that trust this one follow then.')
            );
          }, sha256)
        }
      />
      <Promoted name={manifest.name} />
      {admin && !active && (
        <details className="models-text">
          <summary>Use it on this station without proof</summary>
          <section className="models-promote">
            <p>
              For a first model while there are no labelled pictures, or to try one at the bench. Only its
              golden cases are asked. Nothing was compared, nothing is signed, no other station hears of it,
              and the record says so.
            </p>
            <ReasonForm
              key={sha256}
              word={`Use v${manifest.version} without proof`}
              version={manifest.version}
              blocked={null}
              onSubmit={(why) =>
                act(async () => {
                  await client?.models.activate({ sha256, why: `without proof: ${why}`.slice(0, 500) });
                  return `${nameOf(info)} judges from the next inspection on.`;
                }, sha256)
              }
            />
          </section>
        </details>
      )}
    </>
  );
}

/** The form that was sent may be below what it is answered with. */
const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

/** Always there: whoever wants back is in a hurry. */
function BackForm({
  previous,
  used,
  onBack,
}: {
  readonly previous: readonly Ref[];
  /** Name of the model that judges here. */
  readonly used: string | null;
  readonly onBack: (to: Ref, reason: string, version: number) => Promise<void>;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const to = previous.find(({ sha256 }) => sha256 === chosen) ?? previous[0];
  return (
    <section className="models-promote" aria-labelledby="roll-back">
      <h2 id="roll-back">Roll back</h2>
      {to === undefined ? (
        <p>There is no package before this one on this station.</p>
      ) : (
        <>
          <p>
            At once, without the network, whatever tray is open.{' '}
            {to.name === used
              ? 'It is a promotion of the older version: every station that trusts this one follows it. What was promoted before does not come back by itself. To take one station back alone, roll it back on Fleet.'
              : `It is another model than ${used ?? 'the one in use'}, so other stations go on with what they have: roll each of them back on Fleet.`}
          </p>
          {previous.length > 1 && (
            <NativeSelect
              label="To which of the last ones"
              value={to.sha256}
              data={previous.map((one) => ({ value: one.sha256, label: refName(one) }))}
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
          )}
          <ReasonForm
            key={to.sha256}
            word={`Roll back to ${refName(to)}`}
            version={to.version}
            blocked={null}
            onSubmit={(reason, version) => onBack(to, reason, version)}
          />
        </>
      )}
    </section>
  );
}

const nameOf = ({ manifest: { name, version } }: ModelInfo): string => `${name} v${version}`;
const refName = ({ name, version }: Ref): string => `${name} v${version}`;
