import { NumberInput, Switch } from '@mantine/core';
import type { Gate } from '../../ml/evaluate/gate.ts';
import { useDraft } from './draft.tsx';
import { gateLimits, isShare, type GateLimit } from './promotion-words.ts';
import { AdminFields, Section } from './section.tsx';

/** What a package must reach before this station lets anybody promote it. Those in use are not touched. */
export function PromotionRules() {
  const { shown, change, readOnly } = useDraft();
  const { promotionGate: gate, promotionMargin: margin } = shown;
  const set = (key: GateLimit, value: number | null) => {
    const { [key]: _, ...rest } = gate ?? {};
    change({ promotionGate: value === null ? rest : { ...rest, [key]: value } });
  };
  return (
    <Section title="Promotion">
      <p className="small">
        Before a package is promoted it judges a test set on this station. It has to reach the gate, and must
        not do worse than the package in use. Packages that are in use already are not touched.
      </p>
      <AdminFields>
        <NumberInput
          label="May do worse on a label by, in % of that label’s test pictures"
          description="0: on no label may it get one picture more wrong than the package in use"
          suffix=" %"
          value={Number((100 * margin).toFixed(2))}
          min={0}
          max={50}
          step={0.5}
          decimalScale={2}
          readOnly={readOnly}
          onChange={(value) =>
            typeof value === 'number' && change({ promotionMargin: Number((value / 100).toFixed(4)) })
          }
        />
        <Switch
          label="A gate of this station’s own"
          description="Without: AUROC of at least 0.8; where no class means a defect, 80 % right"
          checked={gate !== null}
          onChange={(event) =>
            change({ promotionGate: event.currentTarget.checked ? ({ minAuroc: 0.8 } satisfies Gate) : null })
          }
        />
        {gate !== null && (
          <div className="promotion-gate" role="group" aria-label="Gate">
            {gateLimits.map(({ key, label, means, unit }) => {
              const share = isShare(unit);
              const value = gate[key];
              return (
                <NumberInput
                  key={key}
                  label={label}
                  description={means}
                  placeholder="not asked for"
                  suffix={unit === '' ? '' : ` ${unit}`}
                  value={value === undefined ? '' : share ? Number((100 * value).toFixed(3)) : value}
                  min={0}
                  {...(share ? { max: 100 } : unit === '' && key.startsWith('min') ? { max: 1 } : {})}
                  step={share || !key.startsWith('min') ? 1 : 0.01}
                  decimalScale={unit === 'ms' ? 1 : key.startsWith('min') || key === 'maxEce' ? 3 : 0}
                  readOnly={readOnly}
                  onChange={(next) =>
                    set(
                      key,
                      typeof next === 'number' ? (share ? Number((next / 100).toFixed(5)) : next) : null,
                    )
                  }
                />
              );
            })}
          </div>
        )}
      </AdminFields>
    </Section>
  );
}
