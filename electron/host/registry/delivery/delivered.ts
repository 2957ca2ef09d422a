import { z } from 'zod';
import { modelName } from '../../../../ml/package/manifest.ts';
import {
  signedPromotionSchema,
  type Promotion,
  type SignedPromotion,
} from '../../../../ml/package/promotion.ts';
import { fleetEntrySchema, stationReportSchema } from '../../../contract/fleet.ts';
import { jsonBytes, makeFolders, readJsonIfThere, writeWhole } from '../../durable.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Files } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import { foldSteering, steers, unsteered, type Steering } from './steering.ts';

const path = 'registry/delivery.json';
/** So many lines are folded again at the next start, at most. */
const mostUnwritten = 5000;
const mostRefused = 20;

const refusalSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  why: z.string(),
  /** Where it is tried again: how often it was, over how many of them its process died, and when it is next, milliseconds since 1970. */
  late: z
    .strictObject({ times: z.number().int(), deaths: z.number().int().default(0), until: z.number() })
    .exactOptional(),
});
/** What was promoted and does not run here. */
export type Refusal = z.infer<typeof refusalSchema>;

const fileSchema = z.strictObject({
  format: z.literal(1),
  /** The line up to which `steering` is folded. */
  upTo: z.number().int().min(0),
  steering: z.strictObject({
    held: z.string().nullable(),
    pinned: z.record(modelName, z.number().int()),
    running: stationReportSchema.shape.running,
    orders: z.number().int(),
    refusedOrders: z.array(z.string()),
    entries: z.array(fleetEntrySchema),
  }),
  refused: z.array(refusalSchema),
  /** By model and alias: the last promotion that was signed here, and whether it is known to have reached its registry. */
  owed: z.record(
    z.string(),
    z.strictObject({ registry: z.string(), signed: signedPromotionSchema, told: z.boolean().default(false) }),
  ),
});
type Kept = z.infer<typeof fileSchema>;

/** What a station has to remember of its deliveries: what its journal says of them, what it refused, and what it owes. */
export interface Delivered {
  /** As of the journal's head. */
  steering(): Promise<Steering>;
  /** Hold and pins stay as they are until it ends. */
  readonly steady: <T>(run: () => Promise<T>) => Promise<T>;
  refused(): readonly Refusal[];
  refuse(refusal: Refusal): Promise<void>;
  /** Of this model nothing is refused any more. */
  acquit(name: string): Promise<void>;
  /** Promotions signed here that are not known to lie in a registry yet, once `steering` was asked; of one registry, or of any. */
  owing(registry?: string): readonly SignedPromotion[];
  /** It is there, or a newer one is. */
  settle(signed: SignedPromotion): Promise<void>;
  /** The champion of this serial has gone from the registry in force. @returns whether it was promoted here, to that registry: then it is owed again */
  lost(model: string, serial: number): Promise<boolean>;
}

/**
 * @param registry id of the registry in force: a promotion is owed to the one that was in force when it was made, and to no other
 */
export async function openDelivered(
  files: Files,
  journal: Pick<Journal, 'read' | 'head'>,
  registry: () => string,
): Promise<Delivered> {
  const inTurn = sequential();
  const found = await read(files, journal.head().seq);
  let kept: Kept = found ?? {
    format: 1,
    upTo: 0,
    steering: { ...mutable(unsteered) },
    refused: [],
    owed: {},
  };
  let written = kept.upTo;
  // Of what was promoted before there was this file nobody knows which registry it was for.
  let known = found !== null;

  async function write(next: Kept): Promise<void> {
    await makeFolders(files, 'registry');
    await writeWhole(files, path, jsonBytes(next));
    kept = next;
    written = next.upTo;
  }

  const catchUp = async (): Promise<void> => {
    const head = journal.head().seq;
    if (head === kept.upTo) return;
    let steering: Steering = kept.steering;
    const owed = { ...kept.owed };
    let told = false;
    for await (const event of eventsAfter(journal, kept.upTo, (line, seq) => seq <= head && steers(line))) {
      told = true;
      steering = foldSteering(steering, event);
      if (event.kind !== 'promotion.made' || !known) continue;
      const { signed } = event.data;
      owed[placeOf(signed.promotion)] = { registry: registry(), signed, told: false };
    }
    // What was appended meanwhile is of the next time.
    const next = { ...kept, upTo: head, steering: mutable(steering), owed };
    if (told || !known || head - written > mostUnwritten) await write(next);
    else kept = next;
    known = true;
  };

  return {
    steering: () =>
      inTurn(async () => {
        await catchUp();
        return kept.steering;
      }),
    steady: sequential(),
    refused: () => kept.refused,
    refuse: (refusal) =>
      inTurn(() => {
        const others = kept.refused.filter(({ id }) => id !== refusal.id);
        return write({ ...kept, refused: [...others, refusal].slice(-mostRefused) });
      }),
    acquit: (name) =>
      inTurn(async () => {
        const others = kept.refused.filter((one) => one.name !== name);
        if (others.length < kept.refused.length) await write({ ...kept, refused: others });
      }),
    owing: (to) =>
      Object.values(kept.owed).flatMap(({ registry: id, signed, told }) =>
        !told && (to === undefined || id === to) ? [signed] : [],
      ),
    settle: (signed) =>
      inTurn(async () => {
        const place = placeOf(signed.promotion);
        const there = kept.owed[place];
        if (there?.signed.promotion.serial === signed.promotion.serial && !there.told)
          await write({ ...kept, owed: { ...kept.owed, [place]: { ...there, told: true } } });
      }),
    lost: (model, serial) =>
      inTurn(async () => {
        const place = placeOf({ model, alias: 'champion' });
        const there = kept.owed[place];
        if (there?.registry !== registry() || there.signed.promotion.serial !== serial) return false;
        if (there.told) await write({ ...kept, owed: { ...kept.owed, [place]: { ...there, told: false } } });
        return true;
      }),
  };
}

const placeOf = ({ model, alias }: Pick<Promotion, 'model' | 'alias'>): string => `${model} ${alias}`;

const mutable = ({ refusedOrders, entries, ...steering }: Steering): Kept['steering'] => ({
  ...{ ...steering, pinned: { ...steering.pinned } },
  ...{ refusedOrders: [...refusedOrders], entries: [...entries] },
});

/** null: there is none, or none that fits this journal; then the journal is folded from its beginning. */
async function read(files: Files, head: number): Promise<Kept | null> {
  const found = await readJsonIfThere(files, path, fileSchema);
  return found !== null && found.upTo <= head ? found : null;
}
