import type { ReactNode } from 'react';
import type { Manifest } from '../../ml/package/manifest.ts';
import { factsOf } from './manifest-words.ts';

/** A manifest in words. `assumed`: it rests on answers nobody gave yet. */
export function Facts({ manifest, assumed = false }: { manifest: Manifest; assumed?: boolean }) {
  return (
    <FactList label="How it is fed and decoded">
      {assumed && <Fact name="Proposed">Assumed where an answer is missing</Fact>}
      {factsOf(manifest).map(([fact, said]) => (
        <Fact key={fact} name={fact}>
          {said}
        </Fact>
      ))}
    </FactList>
  );
}

export const FactList = ({ label, children }: { label: string; children: ReactNode }) => (
  <dl className="models-facts" aria-label={label}>
    {children}
  </dl>
);

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
