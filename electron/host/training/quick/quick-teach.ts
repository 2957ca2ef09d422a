import {
  piecesNeeded,
  piecesWanted,
  type QuickModel,
  type QuickTeach,
} from '../../../contract/quick-teach.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { Actor } from '../../../contract/people.ts';
import type { Placement } from '../../../../ml/train/anomaly.ts';
import { quickCard } from '../../../../ml/train/quick-card.ts';
import { causeOf } from '../../durable.ts';
import type { ReceivedFrame } from '../../frames/frames.ts';
import { vet, type BoundCamera } from '../../frames/vet.ts';
import type { Gate } from '../../gate.ts';
import type { Images } from '../../images/images.ts';
import { createLatest } from '../../latest.ts';
import type { DraftAnswer } from '../../models/drafts.ts';
import type { Models } from '../../models/models.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import { isoTime } from '../../time.ts';
import { packageFiles } from '../making.ts';
import { fitPieces, type Fitted } from './fit.ts';
import { openPieces } from './pieces.ts';
import { createTrialBench, noResult, type TrialBench } from './trial-bench.ts';

/** The room of quick teach; what its calls mean stands in contract/quick-teach.ts. */
export interface QuickTeachRoom {
  follow(signal: AbortSignal | undefined): AsyncGenerator<QuickTeach, void>;
  capture(sent: ReceivedFrame, by: Actor): Promise<number>;
  remove(image: string): Promise<void>;
  putBack(): Promise<void>;
  startAnew(): Promise<void>;
  /** Resolves when it has begun. @throws LoupeError `busy`, `bad-input` */
  train(placement: Placement, by: Actor): Promise<void>;
  cancel(): void;
  /** @throws LoupeError `model-unavailable` while nothing is trained */
  tryIt(sent: ReceivedFrame): Promise<DraftAnswer>;
  save(name: string, by: Actor): Promise<{ name: string; version: number; sha256: string }>;
  close(): void;
}

export interface QuickTeachDeps {
  readonly platform: Pick<Platform, 'files' | 'spawn' | 'clock' | 'log'>;
  readonly images: Pick<Images, 'put' | 'get'>;
  readonly models: Pick<Models, 'list' | 'installUnsigned'>;
  readonly camera: BoundCamera;
  readonly gate: Pick<Gate, 'enter'>;
  readonly threads: number;
}

/** What was trained, with the pieces it learnt from. */
interface Trained {
  readonly fitted: Fitted;
  readonly images: readonly string[];
  readonly pictures: string;
  readonly bench: TrialBench;
  readonly said: Extract<QuickModel, { state: 'trained' }>;
}

export async function openQuickTeach(deps: QuickTeachDeps): Promise<QuickTeachRoom> {
  const { platform, images, models, camera, gate, threads } = deps;
  const { clock } = platform;
  const saving = sequential();
  let trained: Trained | null = null;
  let fitting: AbortController | null = null;
  let model: QuickModel = { state: 'none' };
  const pieces = await openPieces(platform, images, () => state.set(read()));

  function read(): QuickTeach {
    const { pieces: all, from, removed } = pieces.now();
    const same = trained?.images.join() === all.map(({ image }) => image).join();
    const shown = model.state === 'trained' ? { ...model, outdated: !same } : model;
    return { pieces: all, from, removed: removed?.piece ?? null, model: shown };
  }
  const state = createLatest(read());
  const become = (next: QuickModel) => {
    model = next;
    state.set(read());
  };
  const forget = () => {
    trained?.bench.close();
    trained = null;
  };
  const known = (): Trained => {
    if (trained === null) throw new LoupeError('model-unavailable', { cause: 'nothing was trained yet' });
    return trained;
  };

  async function run(placement: Placement, by: Actor, { signal }: AbortController): Promise<void> {
    const { pieces: all, from } = pieces.now();
    const began = clock.monotonic();
    const pictures =
      `Taught at the station from ${all.length} different good pieces before ${from?.source.label ?? 'a camera'}, ` +
      `${from?.width} × ${from?.height} pixels, lying ${placement === 'fixture' ? 'in a fixture' : 'loosely'}.`;
    const created = isoTime(clock.now());
    const shown = all.map((piece, i) => ({
      ...{ name: `piece ${i + 1}`, image: piece.image, label: 0, frame: () => pieces.frame(piece) },
    }));
    try {
      const fitted = await fitPieces(
        platform,
        { placement, pictures: shown, created, by: by.id, threads },
        { signal, onProgress: (progress) => become({ state: 'training', ...progress }) },
      );
      signal.throwIfAborted();
      forget();
      const said: Trained['said'] = {
        ...{ state: 'trained' as const, pieces: all.length, heldBack: fitted.heldBack.length, placement },
        ...{ limits: fitted.limits.thresholds, seconds: (clock.monotonic() - began) / 1000 },
        ...{ outdated: false, saved: null },
      };
      const bench = createTrialBench(platform, fitted, threads);
      trained = {
        fitted,
        images: all.map(({ image }) => image),
        pictures: [pictures, ...fitted.notes].join(' '),
        bench,
        said,
      };
      become(said);
    } catch (error) {
      // What was trained before is still there after a cancel; a failure leaves nothing that could be taken for its result.
      if (signal.aborted) return become(trained?.said ?? { state: 'none' });
      platform.log({ level: 'error', what: 'quick teach failed', why: causeOf(error) });
      forget();
      become({ state: 'failed', why: causeOf(error).slice(0, 500) });
    }
  }

  return {
    follow: (signal) => state.follow(signal),
    async capture(sent, by) {
      if (sent.frame.layout === 'rgb')
        throw new LoupeError('bad-input', { what: 'frame layout', got: 'rgb', allowed: 'i420, grey' });
      const { reason } = vet(sent, camera, clock.monotonic());
      if (reason !== null) throw new LoupeError('unfit-picture', { reason });
      return pieces.add(sent.frame, sent.header.source, { at: isoTime(clock.now()), by: by.id });
    },
    remove: (image) => pieces.remove(image),
    putBack: () => pieces.putBack(),
    async startAnew() {
      fitting?.abort();
      forget();
      model = { state: 'none' };
      await pieces.clear();
    },
    async train(placement, by) {
      const { length } = pieces.now().pieces;
      if (fitting !== null) throw new LoupeError('busy', { what: 'it trains already' });
      if (length < piecesNeeded)
        throw new LoupeError('bad-input', {
          what: 'The number of different good pieces',
          got: String(length),
          allowed: `${piecesNeeded} to ${piecesWanted}`,
        });
      const mine = (fitting = new AbortController());
      await new Promise<void>((begun, refused) => {
        const work = async () => {
          become({ state: 'training', stage: 'pictures', done: 0, total: length, secondsLeft: null });
          begun();
          await run(placement, by, mine);
        };
        gate
          .enter('training', work)
          .catch(refused)
          .finally(() => (fitting = null));
      });
    },
    cancel: () => fitting?.abort(),
    async tryIt(sent) {
      const { bench } = known();
      const { reason } = vet(sent, camera, clock.monotonic());
      return reason === null ? bench.judge(sent.frame) : { result: noResult(reason), maps: [] };
    },
    save: (name, by) =>
      saving(async () => {
        const { fitted, pictures } = known();
        const mine = trained;
        const versions = (await models.list())
          .filter(({ manifest }) => manifest.name === name)
          .map(({ manifest }) => manifest.version);
        const id = { name, version: Math.max(0, ...versions) + 1 };
        const manifest = { ...fitted.manifest, ...id };
        const card = quickCard({ ...fitted, manifest }, pictures);
        const files = packageFiles(manifest, fitted.model, card, fitted.golden);
        const { sha256 } = await models.installUnsigned(files, by);
        const saved = { ...id, sha256 };
        if (mine !== null && trained === mine) {
          trained = { ...mine, said: { ...mine.said, saved } };
          if (model.state === 'trained') become(trained.said);
        }
        return saved;
      }),
    close() {
      fitting?.abort();
      forget();
    },
  };
}
