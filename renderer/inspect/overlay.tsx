import { useEffect, useRef, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Finding, Verdict } from '../../ml/verdict/result.ts';
import { findingsOf } from './second-line.ts';
import { heatPixels, readHeatMap } from '../components/picture/heat.ts';
import type { View } from '../components/picture/view.ts';

export const overlays = ['findings', 'heatmap', 'off'] as const;
export type OverlayKind = (typeof overlays)[number];

interface Props {
  readonly inspection: Inspection;
  readonly kind: OverlayKind;
  readonly view: View;
  readonly client: Client | null;
}

/** Where the model looked: numbered boxes, or its score map, drawn over the picture and never into it. */
export function Overlay({ inspection, kind, view, client }: Props) {
  if (kind === 'off') return null;
  if (kind === 'heatmap') return <HeatMap inspection={inspection} view={view} client={client} />;
  return (
    <svg className="overlay" aria-hidden>
      {findingsOf(inspection).map((finding, i) => (
        <Mark
          key={`${i} ${finding.class}`}
          finding={finding}
          number={i + 1}
          verdict={inspection.verdict}
          view={view}
          pictureWidth={inspection.image.width}
        />
      ))}
    </svg>
  );
}

/** 3 px of the verdict's colour between 1 px black and 1 px white, so that it shows on any picture. */
function Mark({
  finding,
  number,
  verdict,
  view,
  pictureWidth,
}: {
  finding: Finding;
  number: number;
  verdict: Verdict;
  view: View;
  /** Pixels. */
  pictureWidth: number;
}) {
  const [bx, by, bw, bh] = finding.box;
  const x = view.left + bx * view.scale;
  const y = view.top + by * view.scale;
  const width = Math.max(8, bw * view.scale);
  const height = Math.max(8, bh * view.scale);
  const ring = (by: number, stroke: string, strokeWidth: number) => (
    <rect
      x={x - by}
      y={y - by}
      width={Math.max(1, width + 2 * by)}
      height={Math.max(1, height + 2 * by)}
      fill="none"
      stroke={stroke}
      strokeWidth={strokeWidth}
    />
  );
  // The number stays on the picture, whatever lies at its edge.
  const tag = 30 + 10 * String(number).length;
  const right = view.left + pictureWidth * view.scale - 5;
  const colour = verdict === 'no-result' ? 'var(--no-result)' : `var(--${verdict})`;
  const points = finding.polygon
    ?.map((p, i) => (i % 2 === 0 ? view.left : view.top) + p * view.scale)
    .join(' ');
  return (
    <g>
      {points === undefined ? (
        <>
          {ring(4, '#000', 1)}
          {ring(2, colour, 3)}
          {ring(0, '#fff', 1)}
        </>
      ) : (
        [
          ['#000', 7],
          ['#fff', 5],
          [colour, 3],
        ].map(([stroke, w]) => (
          <polygon key={w} points={points} fill="none" stroke={String(stroke)} strokeWidth={w} />
        ))
      )}
      <g transform={`translate(${Math.max(0, Math.min(right - tag, x - 4))} ${Math.max(1, y - 28)})`}>
        <rect width={tag} height="23" rx="3" fill="#000" stroke="#fff" />
        <path d="M13 4l7.5 7.5L13 19l-7.5-7.5z" fill={colour} />
        <text x="24" y="17" fill="#fff" fontSize="15" fontWeight="700">
          {number}
        </text>
      </g>
    </g>
  );
}

function HeatMap({ inspection, view, client }: Omit<Props, 'kind'>) {
  const map = inspection.steps.findLast((step) => step.map !== undefined)?.map;
  const sha256 = map?.sha256;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    if (map === undefined || sha256 === undefined || client === null) return;
    let gone = false;
    const draw = async () => {
      const { bytes } = await client.images.read({ sha256 });
      const { width, height, scores } = readHeatMap(map, bytes);
      if (gone || canvas.current === null) return;
      canvas.current.width = width;
      canvas.current.height = height;
      canvas.current.getContext('2d')?.putImageData(new ImageData(heatPixels(scores), width, height), 0, 0);
      setMissing(false);
    };
    draw().catch(() => gone || setMissing(true));
    return () => {
      gone = true;
    };
  }, [map, sha256, client]);
  if (map === undefined) return <div className="overlay-note">This model gives no heat map</div>;
  const [x, y, width, height] = map.onFrame;
  return (
    <>
      <canvas
        ref={canvas}
        className="heat-map"
        style={{
          left: view.left + x * view.scale,
          top: view.top + y * view.scale,
          width: width * view.scale,
          height: height * view.scale,
        }}
      />
      {missing && <div className="overlay-note">The heat map cannot be read. The record is intact</div>}
    </>
  );
}
