import type { ModelInfo } from '../../electron/contract/models.ts';
import type { EvaluationInfo, EvaluationWork } from '../../electron/contract/evaluations.ts';
import { Fact, FactList } from '../components/facts/facts.tsx';
import { Measured } from './measured.tsx';
import { makerWords, whenOf } from './figure-words.ts';
import { JudgeSide } from './judge-side.tsx';
import { LimitFacts } from './limit-facts.tsx';
import { ManifestFacts } from './manifest-facts.tsx';
import { useAsked } from '../client/use-asked.ts';

interface Props {
  readonly info: ModelInfo;
  /** The other versions of its name, newest first. */
  readonly versions: readonly ModelInfo[];
  readonly evaluations: readonly EvaluationInfo[] | null;
  readonly work: EvaluationWork | null;
}

/** What a package is, how well it does, and on what that rests. */
export function Card({ info, versions, evaluations, work }: Props) {
  const { manifest, golden, trustedBy, sha256 } = info;
  const card = useAsked(`card ${sha256}`, (client, signal) =>
    client.evaluations.card({ model: sha256 }, { signal }),
  );
  const tests = evaluations?.filter(({ split }) => split === 'test') ?? [];
  const [newest] = tests.length > 0 ? tests : (evaluations ?? []);
  return (
    <div className="models-card">
      {newest ? (
        <Measured evaluation={newest} classes={manifest.classes} />
      ) : (
        <section aria-label="Figures">
          <h2>How well it does is not known here</h2>
          <p>It has judged no dataset of this station. Figures of its own maker stand below.</p>
        </section>
      )}
      {tests.length === 0 && (
        <JudgeSide models={[sha256]} proposed={manifest.datasetHash} split="test" work={work} />
      )}
      <LimitFacts info={info} evaluations={evaluations} />
      <FactList label="What it was taught with">
        <Fact name="Dataset">{manifest.datasetHash ?? 'not named'}</Fact>
        {manifest.testSplitHash && <Fact name="Its test">{manifest.testSplitHash}</Fact>}
        {manifest.trainingRun && <Fact name="Run">{manifest.trainingRun}</Fact>}
        {manifest.metrics && <Fact name="Its maker says">{makerWords(manifest.metrics)}</Fact>}
        <Fact name="Not tested on">
          Any other instrument, camera, lamp or background than the pictures above show
        </Fact>
      </FactList>
      <ManifestFacts manifest={manifest} />
      <FactList label="The package">
        <Fact name="Network">
          {card.value === null
            ? (card.failed ?? '…')
            : `${count(card.value.parameters)} parameters, ${(card.value.bytes / 1e6).toFixed(1)} MB: ` +
              card.value.operators.map(({ op, times }) => (times === 1 ? op : `${times} ${op}`)).join(', ')}
        </Fact>
        <Fact name="Golden cases">
          {golden.tensors} tensors and {golden.frames} pictures, asked before it may judge
        </Fact>
        <Fact name="Trusted by">{trustedBy}</Fact>
        <Fact name="Made">
          {whenOf(manifest.created)}, by {manifest.by}
        </Fact>
        <Fact name="Licence">{manifest.licence ?? 'not named'}</Fact>
        {manifest.attribution && <Fact name="Attribution">{manifest.attribution}</Fact>}
        <Fact name="SHA-256">{sha256}</Fact>
        {versions.length > 0 && (
          <Fact name="Other versions">
            {versions
              .map(
                ({ manifest: { version, created, thresholds }, active }) =>
                  `v${version}${active ? ' (in use)' : ''}: ${whenOf(created)}, limits ${thresholds.pass} and ${thresholds.defect}`,
              )
              .join(' · ')}
          </Fact>
        )}
      </FactList>
      {card.value && (
        <details className="models-text">
          <summary>Its own card</summary>
          <pre tabIndex={0}>{card.value.text}</pre>
        </details>
      )}
    </div>
  );
}

const count = (value: number): string => value.toLocaleString('en-GB');
