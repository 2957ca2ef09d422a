import * as ort from 'onnxruntime-node';
import { fromHalf, toHalf } from '../../../ml/onnx/half.ts';
import type { PictureType } from '../../../ml/onnx/signature.ts';
import type { Provider } from '../../contract/inference.ts';

/** A float32 tensor; `data` has as many values as `dims` multiply to. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}
export type Tensors = Readonly<Record<string, Tensor>>;

/** A model, opened. */
export interface Session {
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  /** Inputs are float32 here and become what the model takes: `uint8` is rounded and clipped. */
  run(inputs: Readonly<Record<string, Tensor & { readonly type?: PictureType }>>): Promise<Tensors>;
  /** Gives the model's memory back; without it sixty sessions held 2 GB (reference/reliability.md F). */
  dispose(): Promise<void>;
}

export const runtime = `onnxruntime-node ${ort.env.versions.node ?? 'unknown'}`;

/**
 * Opens `model` on exactly this provider. One provider at a time, because the runtime silently drops an unknown one from a longer list; and without
 * the runtime's own CPU fallback, so that the provider that is recorded is the one that ran every operator.
 * @throws Error when the provider is not there, or cannot run the whole model
 */
export async function openSession(model: Uint8Array, provider: Provider, threads: number): Promise<Session> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    ...(provider === 'cpu' ? {} : { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
  });
  return {
    inputs: session.inputMetadata.map((input) => ({
      name: input.name,
      type: input.isTensor ? input.type : 'not a tensor',
    })),
    async run(inputs) {
      const feeds = Object.entries(inputs).map(
        ([name, tensor]) => [name, tensorOf(tensor.type ?? 'float32', tensor)] as const,
      );
      const outputs = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, floats(name, value)]));
    },
    dispose: () => session.release(),
  };
}

function floats(name: string, tensor: ort.Tensor): Tensor {
  const { data, dims } = tensor;
  if (data instanceof Float32Array) return { dims, data };
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return { dims, data: Float32Array.from(data, Number) };
  }
  if (tensor.type === 'float16') return { dims, data: fromHalf(bitsOf(data as ArrayBufferView)) };
  if (Array.isArray(data)) throw new Error(`output ${name} is ${tensor.type}, not a number Loupe reads`);
  return { dims, data: Float32Array.from(data as ArrayLike<number>) };
}

/** float16 arrives as a Float16Array where the platform has it, else as its bits. */
function bitsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

function tensorOf(type: PictureType, { data, dims }: Tensor): ort.Tensor {
  switch (type) {
    case 'float32':
      return new ort.Tensor('float32', data, dims);
    case 'uint8':
      return new ort.Tensor('uint8', Uint8Array.from(Uint8ClampedArray.from(data)), dims);
    case 'float16': {
      const bits = toHalf(data);
      const tensor = new ort.Tensor('float16', bits, dims);
      // Where there is a Float16Array the constructor makes one of the bits, and the native side of 1.30 reads it as empty.
      Reflect.set(tensor, 'cpuData', bits);
      return tensor;
    }
  }
}
