import type { Manifest } from '../../ml/package/manifest.ts';
import { Fact, FactList } from '../components/facts/facts.tsx';
import { factsOf } from './manifest-words.ts';

/** A manifest in words. `assumed`: it rests on answers nobody gave yet. */
export const ManifestFacts = ({ manifest, assumed = false }: { manifest: Manifest; assumed?: boolean }) => (
  <FactList label="How it is fed and decoded">
    {assumed && <Fact name="Proposed">Assumed where an answer is missing</Fact>}
    {factsOf(manifest).map(([fact, said]) => (
      <Fact key={fact} name={fact}>
        {said}
      </Fact>
    ))}
  </FactList>
);
