import type { ModelInfo } from '../../electron/contract/models.ts';
import type { EvaluationInfo } from '../../electron/contract/evaluations.ts';
import { upperBound } from '../../ml/evaluate/bound.ts';
import { Fact, FactList } from '../components/facts/facts.tsx';
import { percent } from './thresholds/proof.ts';

interface Props {
  readonly info: ModelInfo;
  readonly evaluations: readonly EvaluationInfo[] | null;
}

/** The limits of a package, and what the validation pictures prove of them. */
export function LimitFacts({ info, evaluations }: Props) {
  const { pass, defect } = info.manifest.thresholds;
  const basis = evaluations?.find(({ split }) => split === 'valid');
  return (
    <FactList label="Limits">
      <Fact name="They say">
        up to {pass} pass, from {defect} defect, unsure between
      </Fact>
      <Fact name="They prove">
        {basis === undefined
          ? 'Not known here: no validation pictures were judged. Thresholds does that.'
          : proofWords(basis)}
      </Fact>
    </FactList>
  );
}

function proofWords({
  figures: { escapes, falseRejects },
  defective,
  good,
  dataset,
}: EvaluationInfo): string {
  const said = (kind: string, done: string, hits: number, of: number) =>
    of === 0
      ? `nothing of ${kind} pictures, since there were none`
      : `${hits} of ${of} ${kind} pictures ${done}, so truly at most ${percent(upperBound(hits, of))}`;
  return (
    `On the validation pictures of ${dataset.name}, with 95 % confidence: ${said('defective', 'missed', escapes, defective)}; ` +
    `${said('good', 'rejected', falseRejects, good)}. It holds for pieces like those.`
  );
}
