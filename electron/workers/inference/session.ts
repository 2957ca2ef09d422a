import * as ort from 'onnxruntime-node';
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
  run(inputs: Tensors): Promise<Tensors>;
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
        ([name, tensor]) => [name, new ort.Tensor('float32', tensor.data, tensor.dims)] as const,
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
  // float16 arrives as its bits where the platform has no such array.
  if (Array.isArray(data) || tensor.type === 'float16') {
    throw new Error(`output ${name} is ${tensor.type}, not a number Loupe reads`);
  }
  return { dims, data: Float32Array.from(data as ArrayLike<number>) };
}
