import type { InferenceAnswers, InferenceAsks } from '../../contract/inference.ts';
import { frameBytes } from '../../../ml/image/frame.ts';
import type { WorkRequest } from '../../contract/work.ts';
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

/** A frame is read straight into the memory in which its first model will see it. */
function landingOf(message: unknown, length: number): Uint8Array | null {
  const { call, ask } = message as WorkRequest;
  if (call !== 'judge') return null;
  const { frame, steps } = ask as InferenceAsks['judge'];
  const slot = slots.get(steps[0]?.slot ?? '');
  if (slot === undefined || frameBytes(frame.layout, frame.width, frame.height) !== length) return null;
  try {
    return slot.landing(frame);
  } catch {
    return null; // a frame this model cannot take: judging it says so
  }
}

serve<InferenceAsks, InferenceAnswers>(
  portToHost(),
  {
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
  },
  landingOf,
);
