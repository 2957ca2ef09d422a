import { annotatedPng } from '../components/picture/annotate.ts';
import type { Overlay } from '../components/picture/picture.tsx';
import type { PictureState } from '../components/picture/use-picture.ts';
import { save } from '../components/save.ts';
import type { InspectionRow } from '../projection/row.ts';

/** Saves the picture at its own size as PNG, with the overlay that is on. The stored original stays as it is. */
export async function savePicture(
  { id, findings, verdict }: InspectionRow,
  { picture, maps }: Extract<PictureState, { state: 'ready' }>,
  overlay: Overlay,
): Promise<void> {
  save(`loupe-${id}.png`, await annotatedPng(picture, { maps, findings, overlay, verdict }));
}
