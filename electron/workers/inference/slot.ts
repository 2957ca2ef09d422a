import { cpus } from 'node:os';
import { decode, DecodeError } from '../../../ml/decode/decode.ts';
import { decodeTiles, type TileAnswer } from '../../../ml/decode/tiles.ts';
import { turnedBack } from '../../../ml/decode/turn-back.ts';
import { shownOf } from '../../../ml/image/align.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import {
  createPreprocessor,
  type FrameShape,
  kernelVersion,
  type Preprocessor,
} from '../../../ml/image/preprocess.ts';
import { cropFrame, tilesOf } from '../../../ml/image/tiles.ts';
import type { Manifest, ModelInput } from '../../../ml/package/manifest.ts';
import { isPictureType, pictureTypes, type PictureType } from '../../../ml/onnx/signature.ts';
import { judge } from '../../../ml/verdict/judge.ts';
import type { Decoded, Judgement, Reason } from '../../../ml/verdict/result.ts';
import type { EngineRecord, InferenceAsks, StepAnswer } from '../../contract/inference.ts';
import { WorkFailure } from '../serve.ts';
import { firstThatOpens } from './ladder.ts';
import { openSession, runtime, type Session, type Tensors } from './session.ts';

/** A model, loaded: what one step of a plan runs on. */
export interface Slot {
  readonly engine: EngineRecord;
  /** From a frame to a verdict. What the model gets wrong is a `no-result`; only a broken engine throws. */
  judge(frame: Frame): Promise<StepAnswer>;
  /** Where a frame of this shape may be laid for `judge`, so that its bytes are copied once less; null where that gains nothing. */
  landing(shape: FrameShape): Uint8Array | null;
  /** The engine alone, on a tensor in the manifest's layout. */
  run(tensor: Float32Array): Promise<Tensors>;
  dispose(): Promise<void>;
}

/** @throws WorkFailure `bad-model` when no provider opens it, or it does not take what its manifest says */
export async function openSlot(ask: InferenceAsks['load']): Promise<Slot> {
  const { slot, manifest, model, providers, threads } = ask;
  const badModel = (error: unknown): never => {
    throw new WorkFailure('bad-model', error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  };
  const open = (provider: (typeof providers)[number]) => openSession(model, provider, threads);
  const { provider, opened: session } = await firstThatOpens(providers, open).catch(badModel);
  try {
    const type = inputType(session, manifest.input);
    const preprocessor = createPreprocessor(manifest.input);
    const { kernel } = manifest.input;
    const engine: EngineRecord = {
      provider,
      runtime,
      device: provider === 'cpu' ? (cpus()[0]?.model ?? 'unknown') : provider,
      kernel: `${kernel} ${kernelVersion} ${preprocessor.engine}`,
    };
    const { fit, alignment } = manifest.input;
    const copiedOnce = preprocessor.engine === 'wasm' && fit !== 'tile' && alignment === undefined;
    const dims = dimsOf(manifest.input);
    const run = (data: Float32Array) => session.run({ [manifest.input.tensor]: { dims, data, type } });
    return {
      engine,
      run,
      judge: async (frame) => ({ slot, engine, ...(await judgeFrame(manifest, preprocessor, run, frame)) }),
      landing: (shape) => (copiedOnce ? preprocessor.landing(shape) : null),
      dispose: () => session.dispose(),
    };
  } catch (error) {
    await session.dispose();
    return badModel(error);
  }
}

type Answer = Omit<StepAnswer, 'slot' | 'engine'>;

/** The model's input cannot be made of this frame. */
class WrongSize extends Error {}

/** align ▸ preprocess ▸ run ▸ decode ▸ verdict, and how long each took in milliseconds. Tiles go one after the other. */
async function judgeFrame(
  manifest: Manifest,
  preprocessor: Preprocessor,
  run: Slot['run'],
  frame: Frame,
): Promise<Answer> {
  const ms = { preprocess: 0, run: 0, decode: 0 };
  const noResult = (reason: Reason): Answer => ({ verdict: 'no-result', reason, score: 0, findings: [], ms });
  const ask = async (picture: () => Frame): Promise<Omit<TileAnswer, 'tile'>> => {
    const begun = performance.now();
    const placement = fitted(() => preprocessor.run(picture()));
    const preprocessed = performance.now();
    const outputs = new Map(Object.entries(await run(preprocessor.tensor)));
    ms.preprocess += preprocessed - begun;
    ms.run += performance.now() - preprocessed;
    return { placement, outputs };
  };
  try {
    const began = performance.now();
    const shown = shownOf(manifest.input, frame);
    ms.preprocess = performance.now() - began;
    if (shown === null) return noResult('part-not-found');
    const answers: TileAnswer[] = [];
    const whole = manifest.input.fit === 'tile' ? null : await ask(() => shown.frame);
    for (const tile of whole === null ? fitted(() => tilesOf(manifest.input, frame)) : []) {
      answers.push({ tile, ...(await ask(() => cropFrame(frame, tile))) });
    }
    const ran = performance.now();
    const seen =
      whole === null
        ? decodeTiles(manifest, answers, frame)
        : decode(manifest, whole.outputs, shown.frame, whole.placement);
    const decoded = turnedBack(seen, shown.turn, frame);
    const judgement = judge(manifest, decoded);
    ms.decode = performance.now() - ran;
    return { ...spoken(decoded, judgement), ms };
  } catch (error) {
    if (error instanceof WrongSize) return noResult('wrong-size');
    if (error instanceof DecodeError) return noResult('bad-output');
    throw error;
  }
}

function fitted<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new WrongSize('the input cannot be made of this frame', { cause: error });
  }
}

function spoken(decoded: Decoded, judgement: Judgement) {
  const { classes, map } = decoded;
  const { verdict, reason, score, findings } = judgement;
  return {
    verdict,
    ...(reason === undefined ? {} : { reason }),
    score,
    findings: [...findings],
    ...(classes === undefined ? {} : { classes: [...classes] }),
    ...(map === undefined
      ? {}
      : { map: { ...map, onFrame: [...map.onFrame] as [number, number, number, number] } }),
  };
}

const dimsOf = ({ layout, channels, width, height }: ModelInput): readonly number[] =>
  layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];

function inputType(session: Session, input: ModelInput): PictureType {
  const [first, ...more] = session.inputs;
  if (first !== undefined && more.length === 0 && first.name === input.tensor && isPictureType(first.type))
    return first.type;
  const got = session.inputs.map(({ name, type }) => `${name}: ${type}`).join(', ');
  throw new Error(
    `the model takes (${got}), its manifest says (${input.tensor}: ${pictureTypes.join(' or ')})`,
  );
}
