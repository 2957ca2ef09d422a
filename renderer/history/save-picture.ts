import { drawHeat } from '../components/picture/heat.ts';
import { drawFindings } from '../components/picture/overlay.ts';
import { verdictColours, type Overlay } from '../components/picture/picture.tsx';
import type { PictureState } from '../components/picture/use-picture.ts';
import type { InspectionRow } from '../projection/row.ts';
import { save } from './export.ts';

/** Saves the picture at its own size as PNG, with the overlay that is on. The stored original stays as it is. */
export async function savePicture(
  row: InspectionRow,
  { picture, maps }: Extract<PictureState, { state: 'ready' }>,
  overlay: Overlay,
): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas to draw on');
  context.drawImage(picture.source, 0, 0, picture.width, picture.height);
  if (overlay === 'heatmap') for (const map of maps) drawHeat(context, map, 1);
  if (overlay === 'findings') {
    const unit = Math.max(1, picture.width / 1280);
    drawFindings(context, row.findings, 1, {
      ...verdictColours(document.body, row.verdict),
      unit,
      selected: -1,
    });
  }
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!file) throw new Error(`no PNG of ${picture.width} × ${picture.height} could be made`);
  save(`loupe-${row.id}.png`, file);
}
