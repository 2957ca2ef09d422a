import type { Evaluation } from '../evaluate/evaluation.ts';
import { wilson } from '../evaluate/interval.ts';
import type { Limits } from '../evaluate/limits.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Recipe } from './recipe.ts';
import { recipeBlock } from './recipe-text.ts';
import type { Temperature } from './temperature.ts';

export interface ClassifierStory {
  readonly manifest: Manifest;
  readonly recipe: Recipe;
  readonly engine: string;
  /** How many pictures each side had. */
  readonly sizes: { readonly train: number; readonly valid: number; readonly test: number };
  readonly notes: readonly string[];
  /** The model that it went on from. */
  readonly from?: string | undefined;
  /** What the validation pictures made of the logits; absent where there were none. */
  readonly temperature?: Temperature | undefined;
  readonly limits?: Limits | undefined;
  readonly evaluation?: Evaluation | undefined;
}

/** The model card: what it was trained on, what its limits rest on, how it did, what it cannot do. */
export function classifierCard({
  manifest,
  recipe,
  engine,
  sizes,
  notes,
  limits,
  evaluation,
  temperature,
  from,
}: ClassifierStory): string {
  const { input, classes, parameters, datasetHash } = manifest;
  const kinds = classes.map(({ name, verdict }) => `${name} (${verdict})`).join(', ');
  const layers = recipe.layers.map((layer) =>
    'filters' in layer
      ? `conv ${layer.side}×${layer.side} to ${layer.filters}`
      : 'side' in layer
        ? `${layer.op} ${layer.side}`
        : layer.op,
  );
  const more = [
    `| calibration | ${temperature ? calibrationWords(temperature) : 'none: no picture was held back for it'} |`,
    ...(recipe.turns > 1
      ? [`| turns | the answer is the mean over ${recipe.turns} quarter turns of the picture |`]
      : []),
  ];
  return `# ${manifest.name}, version ${manifest.version}

Tells ${classes.length} classes apart: ${kinds}. Trained ${from ? `on from ${from}` : 'from nothing'} on this station's pictures.

| | |
| --- | --- |
| made | ${manifest.created}, by ${manifest.by} |
| input | ${input.width} × ${input.height}, ${input.colour}, ${input.kernel} |
| pictures | ${sizes.train} trained on, ${sizes.valid} for calibration and limits, ${sizes.test} for the test |
| dataset | ${datasetHash ?? 'not named'} |
| recipe | ${recipe.name}: ${recipe.epochs} epochs, batch ${recipe.batch}, rate ${recipe.rate}, seed ${recipe.seed}; ${engine} |
| network | ${parameters} parameters: ${layers.join(', ')}, dense ${classes.length} |
${more.map((row) => `${row}\n`).join('')}${notes.map((note) => `\n${note}`).join('')}

## Limits

${limits ? limitWords(limits) : 'No class means defect: the model gives a class and no verdict.'}

## Figures

${evaluation ? figureWords(evaluation, classes) : 'There were no pictures to test with: how it does on others is not known.'}

## What it cannot do

It knows the classes above and nothing else: what shows none of them is called one of them all the same. Another instrument, camera, lamp or
background needs its own pictures. The figures hold for pieces like those of the dataset.

## Recipe

All that decided the run besides its dataset; \`loupe train --config\` takes it as it is.

${recipeBlock(recipe)}
`;
}

const calibrationWords = ({ scale, bias }: Temperature): string =>
  `logits × ${scale.toFixed(3)}, and up to ${Math.max(...bias.map(Math.abs)).toFixed(3)} more or less for a class`;

function limitWords({ pass, defect, missed, rejected, unsure, cannot }: Limits): string {
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
  return [
    `Up to score ${pass.toFixed(3)}: pass. From ${defect.toFixed(3)}: defect. Between them: unsure. Chosen on the validation pictures alone:`,
    `${missed.hits} of ${missed.of} defective ones pass (truly at most ${percent(missed.bound)}, with 95 % confidence), ${rejected.hits} of ${rejected.of} good ones`,
    `are rejected (at most ${percent(rejected.bound)}), ${unsure} are unsure.`,
    ...cannot,
  ].join('\n');
}

function figureWords(evaluation: Evaluation, classes: Manifest['classes']): string {
  const { n, accuracy, auroc, escapes, falseRejects, unsure, noResult, confusion } = evaluation;
  const count = (verdict: string) =>
    classes
      .filter((one) => one.verdict === verdict)
      .reduce(
        (sum, { name }) => sum + Object.values(confusion[name] ?? {}).reduce((all, some) => all + some, 0),
        0,
      );
  const row = (what: string, hits: number, of: number) => {
    const [low, high] = wilson(hits, of).map((share) => (100 * share).toFixed(1));
    return `| ${what} | ${hits} of ${of} | ${low} to ${high} % |`;
  };
  const verdicts = classes.some(({ verdict }) => verdict === 'defect');
  return [
    `On ${n} test pictures, used once; intervals are Wilson's, 95 %.`,
    '',
    '| | count | interval |',
    '| --- | --- | --- |',
    ...(verdicts
      ? [
          row('escapes: defective, judged pass', escapes, count('defect')),
          row('false rejects: good, judged defect', falseRejects, count('pass')),
          row('unsure', unsure, n),
        ]
      : []),
    ...(accuracy === undefined ? [] : [row('right class', Math.round(accuracy * n), n)]),
    row('no result', noResult, n),
    ...(auroc === undefined ? [] : ['', `AUROC: ${auroc.toFixed(4)}`]),
  ].join('\n');
}
