import { Alert, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ModelInfo } from '../../electron/contract/contract.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { KeyButton } from '../components/key-button.tsx';
import { factsOf } from './manifest-words.ts';

export type Ref = Pick<ModelInfo['manifest'], 'name' | 'version'> & { readonly sha256: string };

interface Props {
  readonly info: ModelInfo;
  /** What one can go back to, where this is the package in use. */
  readonly before: Ref | null;
  /** Null: this role only looks. */
  readonly onActivate: ((to: Ref, why: string) => Promise<void>) | null;
  readonly failed: string | null;
}

/** What a package is and does, and the switch to it. */
export function Card({ info, before, onActivate, failed }: Props) {
  const { manifest, golden, active, trustedBy, sha256 } = info;
  const { name, version } = manifest;
  const back = active ? before : null;
  return (
    <article className="models-card" aria-label={`${name} version ${version}`}>
      <h1>
        {name} <span>version {version}</span>
        {active && <b className="models-badge">In use</b>}
      </h1>
      {failed !== null && <Alert color="gray">{failed}</Alert>}
      {onActivate !== null && !active && (
        <Switch key={`to ${sha256}`} word="Activate" to={{ name, version, sha256 }} onSwitch={onActivate} />
      )}
      {onActivate !== null && back !== null && (
        <Switch
          key={`back to ${back.sha256}`}
          word={`Roll back to ${back.name === name ? '' : `${back.name} `}v${back.version}`}
          to={back}
          onSwitch={onActivate}
        />
      )}
      <Facts manifest={manifest}>
        <div>
          <dt>Golden cases</dt>
          <dd>
            {golden.tensors} tensors and {golden.frames} pictures, asked before it may judge
          </dd>
        </div>
        <div>
          <dt>Trusted by</dt>
          <dd>{trustedBy}</dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>
            {new Date(manifest.created).toLocaleDateString('en-GB')} by {manifest.by}
          </dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd>{sha256}</dd>
        </div>
      </Facts>
    </article>
  );
}

/** Asks for the reason first; it stands in the record with the person's name. */
function Switch({
  word,
  to,
  onSwitch,
}: {
  word: string;
  to: Ref;
  onSwitch: (to: Ref, why: string) => Promise<void>;
}) {
  const [why, setWhy] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (why === null)
    return (
      <div className="models-actions">
        <KeyButton look="primary" onClick={() => setWhy('')}>
          {word}…
        </KeyButton>
      </div>
    );
  return (
    <form
      className="models-switch"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        void onSwitch(to, why.trim()).finally(() => setBusy(false));
      }}
    >
      <TextInput
        label="Reason, for the record"
        description="From the next inspection on this model judges. If it does not start, the one in use goes on."
        value={why}
        maxLength={500}
        autoFocus
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <div className="models-actions">
        <button type="submit" className="key-button key-button-primary" disabled={busy || why.trim() === ''}>
          {busy ? 'Trying it first…' : word}
        </button>
        <KeyButton onClick={() => setWhy(null)}>Leave it</KeyButton>
      </div>
    </form>
  );
}

/** A manifest in words. `assumed`: it rests on answers nobody gave yet. */
export function Facts({
  manifest,
  assumed = false,
  children,
}: {
  manifest: Manifest;
  assumed?: boolean;
  children?: React.ReactNode;
}) {
  return (
    <dl className="models-facts" aria-label="How it is fed and decoded">
      {assumed && (
        <div>
          <dt>Proposed</dt>
          <dd>Assumed where an answer is missing</dd>
        </div>
      )}
      {factsOf(manifest).map(([fact, said]) => (
        <div key={fact}>
          <dt>{fact}</dt>
          <dd>{said}</dd>
        </div>
      ))}
      {children}
    </dl>
  );
}
