import type { Finding, Verdict } from '../../../ml/verdict/result.ts';
import type { Drawable } from './decode.ts';
import { drawHeat, type HeatMap } from './heat.ts';
import { drawFindings, type FindingLook } from './overlay.ts';
import { verdictColours, type Overlay } from './picture.tsx';

export interface Annotation {
  readonly maps: readonly HeatMap[];
  readonly findings: readonly Finding[];
  readonly overlay: Overlay;
  readonly verdict: Verdict;
  readonly each?: ((finding: Finding, index: number) => FindingLook) | undefined;
}

/** The picture at its own size with the overlay that is on, as PNG. @throws Error where the browser has no canvas of that size */
export async function annotatedPng(
  picture: Drawable,
  { maps, findings, overlay, verdict, each }: Annotation,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas to draw on');
  context.drawImage(picture.source, 0, 0, picture.width, picture.height);
  if (overlay === 'heatmap') for (const map of maps) drawHeat(context, map, 1);
  if (overlay === 'findings')
    drawFindings(context, findings, 1, {
      ...verdictColours(document.body, verdict),
      unit: Math.max(1, picture.width / 1280),
      selected: -1,
      each,
    });
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!file) throw new Error(`no PNG of ${picture.width} × ${picture.height} could be made`);
  return file;
}
