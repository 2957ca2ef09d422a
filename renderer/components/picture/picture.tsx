import { useEffect, useRef, useState } from 'react';
import type { Finding, Verdict } from '../../../ml/verdict/result.ts';
import type { Drawable } from './decode.ts';
import { drawHeat, type HeatMap } from './heat.ts';
import { drawFindings, findingAt, fit, type FindingLook } from './overlay.ts';
import './picture.css';

export const overlays = ['findings', 'heatmap', 'off'] as const;
export type Overlay = (typeof overlays)[number];

interface PictureProps {
  readonly picture: Drawable;
  readonly findings: readonly Finding[];
  readonly maps: readonly HeatMap[];
  readonly overlay: Overlay;
  /** Whose colour the findings have. */
  readonly verdict: Verdict;
  /** Index of the selected finding, -1 for none. */
  readonly selected: number;
  readonly onSelect: (finding: number) => void;
  readonly label: string;
  /** Lines and tags of their own; the same function as long as they look the same. */
  readonly each?: ((finding: Finding, index: number) => FindingLook) | undefined;
}

/** A picture as large as its place allows, with what was found drawn over it, never into it. */
export function Picture(props: PictureProps) {
  const { picture, findings, maps, overlay, verdict, selected, onSelect, label, each } = props;
  const place = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLCanvasElement>(null);
  const above = useRef<HTMLCanvasElement>(null);
  const box = useSize(place);
  const { scale, width, height } = fit(picture, box);

  useEffect(() => {
    const canvas = below.current;
    if (!canvas) return;
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.drawImage(picture.source, 0, 0, picture.width, picture.height);
  }, [picture]);

  useEffect(() => {
    const canvas = above.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || width === 0) return;
    const density = window.devicePixelRatio;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    if (overlay === 'heatmap') for (const map of maps) drawHeat(context, map, scale * density);
    if (overlay === 'findings')
      drawFindings(context, findings, scale * density, {
        ...verdictColours(canvas, verdict),
        unit: density,
        selected,
        each,
      });
  }, [width, height, scale, overlay, findings, maps, selected, verdict, each]);

  return (
    <div className="picture" ref={place}>
      <div className="picture-layers" style={{ width, height }}>
        <canvas ref={below} role="img" aria-label={label} />
        <canvas
          ref={above}
          aria-hidden
          onClick={({ nativeEvent: { offsetX, offsetY } }) =>
            onSelect(findingAt(findings, offsetX / scale, offsetY / scale))
          }
        />
      </div>
    </div>
  );
}

/** The verdict's colour and the ink on it, from the theme in force where `element` is. */
export function verdictColours(element: Element, verdict: Verdict): { colour: string; ink: string } {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const dark = { colour: token(`--${verdict}`), ink: '#0b0d10' };
  if (verdict === 'no-result') return { colour: token('--ink'), ink: token('--bg') };
  return { ...dark, ink: token(`--${verdict}-ink`) || dark.ink };
}

function useSize(element: { readonly current: HTMLElement | null }) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
