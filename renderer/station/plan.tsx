import { DataList } from '@mantine/core';
import { useStation } from '../app/station.tsx';
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
      <DataList>
        {facts.map(([name, value]) => (
          <DataList.Item key={name}>
            <DataList.ItemLabel>{name}</DataList.ItemLabel>
            <DataList.ItemValue className="station-fact">{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
      <p className="small">
        An admin puts another model in use on Models, between two inspections; every inspection names the one
        that judged it. Its limits are part of the signed package and are not set here.
      </p>
    </Section>
  );
}
