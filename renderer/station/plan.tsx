import { useStation } from '../app/station.tsx';
import { Facts } from '../components/facts/facts.tsx';
import { Section } from './section.tsx';

/** Which model judges here. It changes on Models, where its figures stand beside it. */
export function Plan() {
  const { status } = useStation();
  const model = status?.model;
  const active = model?.active;
  const facts: readonly (readonly [string, string])[] = [
    ['Step 1', active ? `${active.name} v${active.version}` : 'no model'],
    ['Digest', active?.sha256 ?? '…'],
    ['Runs on', model === undefined || model.provider === '' ? '…' : model.provider.toUpperCase()],
    ['State', model === undefined ? '…' : `${model.state}${model.why === undefined ? '' : `: ${model.why}`}`],
    ['Last judgement', model?.lastMs === undefined ? 'none yet' : `${Math.round(model.lastMs)} ms`],
  ];
  return (
    <Section title="Plan">
      <Facts look="plain" of={facts} />
      <p className="small">
        An admin puts another model in use on Models, between two inspections; every inspection names the one
        that judged it. Its limits are part of the signed package and are not set here.
      </p>
    </Section>
  );
}
