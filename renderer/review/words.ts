import type { Order, QueueFilter, QueueReason } from './queue.ts';

/** What Review says. */
export const reasonWords: Record<QueueReason, string> = {
  conflict: 'two labels disagree',
  'second-look': 'second look asked for',
  corrected: 'corrected',
  flagged: 'somebody asked for a look',
  defect: 'judged defect',
  unsure: 'the model is unsure',
  disagreement: 'steps disagree',
  'near-limit': 'near the limit',
  novel: 'unlike anything seen',
  control: 'control sample',
};

export const orderWords: Record<Order, string> = {
  oldest: 'oldest first',
  unsure: 'most unsure first',
  novel: 'most novel first',
  mislabelled: 'most likely mislabelled first',
};

export const filterWords: Record<keyof QueueFilter, string> = {
  reason: 'Reason',
  instrument: 'Instrument',
  by: 'Technician',
  package: 'Model version',
  verdict: 'Verdict',
  station: 'Station',
};

/** Why a label differs from what the model said; what is not among them is a comment. */
export const labelReasons = [
  'Glare or reflection',
  'Dirt, water or lint',
  'Out of focus',
  'Badly placed',
  'Wear within limits',
  'Mark or engraving',
  'Wrong instrument',
] as const;
