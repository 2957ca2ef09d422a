import type { Finding, Judgement } from '../verdict/result.ts';
import type { PackageFiles } from './files.ts';
import { goldenIndexSchema, type GoldenIndex } from './golden.ts';
import { parseJson } from './json.ts';
import type { Manifest } from './manifest.ts';
import { isClear } from './wrap/make-golden.ts';

/** Figures that no limit changes; the others were true of the old limits only. */
const limitFree = new Set([
  ...['auroc', 'pixelAuroc', 'ece', 'ap50', 'ap', 'miou', 'dice', 'msPerImage'],
  ...['fittedPictures', 'heldBackPictures', 'heldBackMedianRaw', 'heldBackHighestRaw', 'features', 'shrink'],
]);

/** The manifest of the next version: the same model with other limits, and without figures that rested on the old ones. */
export function movedManifest(
  { metrics, ...manifest }: Manifest,
  moved: Pick<Manifest, 'version' | 'created' | 'by' | 'thresholds'>,
): Manifest {
  const kept = Object.entries(metrics ?? {}).filter(([name]) => limitFree.has(name));
  return { ...manifest, ...moved, ...(kept.length > 0 && { metrics: Object.fromEntries(kept) }) };
}

/**
 * The package of a moved manifest: tensors and network are what they were; each golden frame gets the verdict that it has now. A frame
 * whose score lies close to a new limit leaves, since another provider's rounding could turn it.
 *
 * @param judge answers by the new limits
 * @throws Error for a frame that has no result any longer, or golden cases that cannot be read
 */
export async function movedPackage(
  files: PackageFiles,
  manifest: Manifest,
  card: string,
  judge: (y4m: Uint8Array) => Promise<Pick<Judgement, 'verdict' | 'score' | 'findings'>>,
): Promise<PackageFiles> {
  const file = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`${path} is missing`);
    return bytes;
  };
  const index = parseJson(goldenIndexSchema, file('golden/index.json'), 8_000_000);
  const next = new Map(files);
  const frames: GoldenIndex['frames'] = [];
  for (const frame of index.frames) {
    const { verdict, score, findings } = await judge(file(frame.file));
    if (verdict === 'no-result') throw new Error(`the golden picture "${frame.name}" has no result`);
    if (isClear(manifest, score, findings))
      frames.push({ ...frame, verdict, score, findings: findings.map(asStored) });
    else next.delete(frame.file);
  }
  const text = (content: string) => new TextEncoder().encode(content);
  return next
    .set('golden/index.json', text(`${JSON.stringify({ ...index, frames })}\n`))
    .set('model.json', text(`${JSON.stringify(manifest, null, 2)}\n`))
    .set('card.md', text(card));
}

const asStored = ({ box, polygon, ...rest }: Finding): GoldenIndex['frames'][number]['findings'][number] => ({
  ...rest,
  box: [...box],
  ...(polygon && { polygon: [...polygon] }),
});
