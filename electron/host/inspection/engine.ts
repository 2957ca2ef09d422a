import type { Frame } from '../../../ml/image/frame.ts';
import type { Reason } from '../../../ml/verdict/result.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { EngineRecord, JudgeAnswer, StepAnswer } from '../../contract/inference.ts';
import type { Model } from '../models/model.ts';
import type { Proven } from '../models/prepare.ts';
import { planOf } from '../models/plan.ts';
import { sequential } from '../sequential.ts';
import { WorkerFault } from '../worker-link.ts';
import { createCrew, type Crew, type CrewDeps, type PlannedModel } from './crew.ts';

/** There is no answer, and why. */
export class NoResult extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string) {
    super(message);
    this.name = 'NoResult';
    this.reason = reason;
  }
}

export interface EngineAnswer extends Omit<JudgeAnswer, 'steps'> {
  readonly steps: readonly (StepAnswer & { readonly model: Model })[];
  /** SHA-256 of the plan that judged. */
  readonly plan: string;
}

export interface EngineStatus {
  /** `starting`: a worker loads; `none`: nothing to load; `failed`: see `why`. */
  readonly state: 'starting' | 'ready' | 'none' | 'failed';
  readonly why?: string;
  readonly models: readonly Model[];
  readonly engine: EngineRecord | null;
  /** A second worker waits with the same models loaded. */
  readonly spare: boolean;
}

export interface Engine {
  /**
   * Makes `plan` what judges, between two inspections. Until a worker has it loaded and its golden answers agree, the plan before it goes on;
   * `commit` runs just before the switch, and when it throws nothing is switched.
   * @throws Error when the plan cannot be loaded; LoupeError `cancelled` when the engine was closed meanwhile, which says nothing about the plan
   */
  use(plan: readonly PlannedModel[], commit?: () => Promise<void>): Promise<void>;
  /** One frame at a time. @throws NoResult, always within `limitMs` of its turn; never anything else */
  judge(
    frame: Frame,
    options: { readonly limitMs: number; readonly signal?: AbortSignal },
  ): Promise<EngineAnswer>;
  status(): EngineStatus;
  watch(listener: (status: EngineStatus) => void): () => void;
  close(): void;
}

export type EngineDeps = Omit<CrewDeps, 'changed' | 'proven'> & { readonly proven?: Proven };

/** Supervises the inference workers: whatever a model does to its process, the next frame finds a worker. */
export function createEngine(deps: EngineDeps): Engine {
  const { clock } = deps.platform;
  const queue = sequential();
  const proven: Proven = deps.proven ?? new Set();
  const listeners = new Set<(status: EngineStatus) => void>();
  let crew: Crew | null = null;
  let failure: string | null = null;
  const loading = new Set<Crew>();
  let closed = false;

  const status = (): EngineStatus => {
    const state = crew?.state();
    const models = crew?.plan.map((step) => step.model) ?? [];
    const common = { models, engine: state?.first ?? null, spare: state?.spare ?? false };
    if (state?.first != null) return { state: 'ready', ...common };
    const why = state?.gaveUp?.message ?? failure;
    if (state?.gaveUp == null && (crew !== null || loading.size > 0)) return { state: 'starting', ...common };
    return why === null ? { state: 'none', ...common } : { state: 'failed', why, ...common };
  };
  const changed = (): void => {
    for (const listener of listeners) listener(status());
  };

  const within = <T>(promise: Promise<T>, ms: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const late = () => reject(new NoResult('timed-out', 'no worker was ready in time'));
      const timer = clock.setTimeout(late, Math.max(0, ms));
      promise.then(resolve, reject).finally(() => timer.cancel());
    });

  const judgeNow = async (frame: Frame, limitMs: number): Promise<EngineAnswer> => {
    const deadline = clock.monotonic() + limitMs;
    const current = crew;
    if (current === null) throw new NoResult('model-unavailable', failure ?? 'no model is active');
    const hand = await within(current.take(), limitMs).catch((error: unknown) => {
      throw error instanceof NoResult ? error : new NoResult('model-unavailable', String(error));
    });
    try {
      const answer = await hand.worker.judge(frame, current.plan, Math.max(1, deadline - clock.monotonic()));
      const steps = answer.steps.map((step, index) => {
        const model = current.plan[index]?.model;
        if (model?.sha256 !== step.slot)
          throw new WorkerFault('worker-died', 'the worker answered for another model');
        return { ...step, model };
      });
      current.answered();
      return { ...answer, steps, plan: planOf(current.plan).sha256 };
    } catch (error) {
      if (!(error instanceof WorkerFault)) throw new NoResult('internal', String(error));
      hand.worker.kill();
      current.lost(hand, error.message);
      throw new NoResult(error.reason, error.message);
    }
  };

  return {
    async use(plan, commit) {
      const next = createCrew(plan, { ...deps, changed, proven });
      loading.add(next);
      changed();
      try {
        await next.take();
        await queue(async () => {
          if (closed) throw new LoupeError('cancelled', {});
          await commit?.();
          crew?.close();
          crew = next;
          failure = null;
        });
      } catch (error) {
        next.close();
        failure = error instanceof Error ? error.message : String(error);
        throw closed ? new LoupeError('cancelled', {}, { cause: error }) : error;
      } finally {
        loading.delete(next);
        changed();
      }
    },
    judge: (frame, { limitMs, signal }) =>
      queue(() => {
        if (signal?.aborted) throw new NoResult('cancelled', 'cancelled before its turn');
        return judgeNow(frame, limitMs);
      }),
    status,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const one of [crew, ...loading]) one?.close();
    },
  };
}
