import type { InferenceAnswers, InferenceAsks } from '../../contract/inference.ts';
import { portToHost } from '../port.ts';
import { serve, WorkFailure } from '../serve.ts';
import { openSlot, type Slot } from './slot.ts';
import { judgeSteps } from './steps.ts';

const slots = new Map<string, Slot>();

function slotOf(name: string): Slot {
  const slot = slots.get(name);
  if (slot === undefined) throw new WorkFailure('no-such-slot', `no model is loaded as ${name}`);
  return slot;
}

serve<InferenceAsks, InferenceAnswers>(portToHost(), {
  async load(ask) {
    const begun = performance.now();
    const opened = await openSlot(ask);
    await slots.get(ask.slot)?.dispose();
    slots.set(ask.slot, opened);
    return { engine: opened.engine, ms: performance.now() - begun };
  },
  async unload({ slot }) {
    await slots.get(slot)?.dispose();
    slots.delete(slot);
    return null;
  },
  judge: ({ frame, steps }) =>
    judgeSteps(
      steps.map(({ slot, stopOn }) => ({ stopOn, judge: (picture) => slotOf(slot).judge(picture) })),
      frame,
    ),
  async run({ slot, tensor }) {
    const outputs = await slotOf(slot).run(tensor);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { dims, data }]) => [name, { dims: [...dims], data }]),
    );
  },
});
