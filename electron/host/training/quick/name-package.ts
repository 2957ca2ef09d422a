import type { PackageFiles } from '../../../../ml/package/files.ts';
import type { Manifest } from '../../../../ml/package/manifest.ts';
import { quickCard } from '../../../../ml/train/quick-card.ts';
import type { Fitted } from './fit.ts';

/** The files of a fitted model under a name and a version; everything but the signature. Golden cases know neither, so they stay. */
export function namePackage(
  { manifest, heldBack, limits, files }: Fitted,
  id: { readonly name: string; readonly version: number },
  pictures: string,
): PackageFiles {
  const named: Manifest = { ...manifest, ...id };
  const model = files.get('model.onnx') ?? new Uint8Array();
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return new Map([
    ...files,
    ['model.json', text(`${JSON.stringify(named, null, 2)}\n`)],
    ['card.md', text(quickCard({ manifest: named, heldBack, limits, model }, pictures))],
  ]);
}
