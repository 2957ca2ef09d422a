import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { drawFindings } from '../components/picture/overlay.ts';
import { verdictColours } from '../components/picture/picture.tsx';
import { viewOf, type Size, type Zoom } from '../components/picture/view.ts';
import type { InspectionRow } from '../projection/row.ts';

interface Props {
  readonly row: InspectionRow;
  readonly picture: ImageBitmap;
  readonly zoom: Zoom;
  /** Whether the model's findings are drawn over it. */
  readonly findings: boolean;
  readonly label: string;
}

/** One canvas, painted in the frame in which its picture is handed in: the picture, and over it what was found. */
export function ReviewPicture({ row, picture, zoom, findings, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useBox(place);
  useLayoutEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen || box.width === 0) return;
    const density = window.devicePixelRatio;
    element.width = Math.round(box.width * density);
    element.height = Math.round(box.height * density);
    const { scale, left, top } = viewOf(row.image, box, zoom);
    pen.translate(left * density, top * density);
    const across = scale * density;
    pen.drawImage(picture, 0, 0, row.image.width * across, row.image.height * across);
    if (findings)
      drawFindings(pen, row.findings, across, {
        ...verdictColours(element, row.verdict),
        unit: density,
        selected: -1,
      });
    element.dataset['painted'] = row.id;
  }, [row, picture, zoom, findings, box]);
  return (
    <div className="review-picture" ref={place}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}

function useBox(of: { readonly current: HTMLElement | null }): Size {
  const [box, setBox] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (!of.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setBox({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(of.current);
    return () => observer.disconnect();
  }, [of]);
  return box;
}
