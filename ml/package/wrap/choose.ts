import type { OutputTensor } from '../../decode/output.ts';
import type { OnnxModel } from '../../onnx/model.ts';
import type { Ultralytics } from '../../onnx/ultralytics.ts';
import type { Task } from '../manifest.ts';
import type { FedPicture } from './fed-picture.ts';
import { proposeFamilies, whyNone } from './propose.ts';
import type { Proposal } from './proposal.ts';
import { WrapQuestion, WrapRefusal, type WrapWishes } from './wishes.ts';

const detectTasks: Readonly<Record<string, Task>> = { detect: 'detect', classify: 'classify' };

/** The way to read the outputs that fits what the file and a person say. Throws `WrapQuestion` where two ways are left, `WrapRefusal` where none is. */
export function choose(
  model: OnnxModel,
  picture: FedPicture,
  trial: ReadonlyMap<string, OutputTensor>,
  { task, family, classes }: WrapWishes,
  theirs: Ultralytics | undefined,
): Proposal {
  const theirTask = theirs && detectTasks[theirs.task];
  if (theirs !== undefined && theirTask === undefined && family === undefined)
    throw new WrapRefusal(
      `this is an Ultralytics model for the task "${theirs.task}", whose answers are not decoded`,
    );
  const shapes = new Map([...trial].map(([name, { dims }]) => [name, dims]));
  const all = proposeFamilies(model, picture, shapes);
  if (all.length === 0) throw new WrapRefusal(whyNone(shapes, picture));
  const wanted = all.filter(
    (each) => (task === undefined || each.task === task) && (family === undefined || each.family === family),
  );
  if (wanted.length === 0) {
    const said = [task && `--task ${task}`, family && `--family ${family}`].filter(Boolean).join(' ');
    const possible = [...new Set(all.map((each) => `--task ${each.task} --family ${each.family}`))].join(
      ' or ',
    );
    throw new WrapRefusal(`${said} does not go with the model's outputs; they can be read as ${possible}`);
  }
  const named = classes === undefined || classes === 'numbered' ? theirs?.names.length : classes.length;
  const counted = wanted.filter(
    (each) => each.classes === named || (each.family === 'ssd' && each.classes - 1 === named),
  );
  const left = counted.length > 0 ? counted : wanted;
  const theirsFirst = left.find((each) => each.task === theirTask && each.family !== 'yolox') ?? left[0];
  const choices = [...new Set(left.map((each) => each.task))];
  if (theirsFirst === undefined || (task === undefined && theirTask === undefined && choices.length > 1)) {
    throw new WrapQuestion(
      'task',
      `the outputs can be read as ${choices.join(' or ')} (${left.map(({ why }) => why).join('; ')})`,
    );
  }
  if (task === undefined && theirsFirst.why.includes('image-to-image'))
    throw new WrapQuestion('task', `${theirsFirst.why}; say --task ${theirsFirst.task} if it is none`);
  return theirsFirst;
}
