import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Verdict } from '../../ml/verdict/result.ts';
import { numberOf } from '../words/words.ts';
import { Overlay, type OverlayKind } from './overlay.tsx';
import { usePreview } from '../components/picture/use-preview.ts';
import type { Stage } from './stage.ts';
import { viewOf, type Size, type Zoom } from '../components/picture/view.ts';
import './picture.css';

interface Props {
  readonly stage: Stage;
  readonly client: Client | null;
  readonly size: Size | null;
  /** Pictures are coming: without them nothing may look live. */
  readonly live: boolean;
  /** The frozen picture: its number, and its inspection once that is on disk. */
  readonly frozen: { readonly frame: number; readonly inspection: Inspection | null } | null;
  readonly past: Inspection | null;
  readonly overlay: OverlayKind;
  readonly zoom: Zoom;
  readonly children?: ReactNode;
}

/** The picture: live, frozen, or a past one, with the overlay over it. */
export function Picture({ stage, client, size: newest, live, frozen, past, overlay, zoom, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const room = useSize(box);
  const preview = usePreview(client, past?.image ?? null, 1280);
  const size = past?.image ?? newest ?? { width: 16, height: 9 };
  const view = viewOf(size, room, zoom);
  const place = {
    left: view.left,
    top: view.top,
    width: size.width * view.scale,
    height: size.height * view.scale,
  };
  const shown = past ?? frozen?.inspection ?? null;
  const tag =
    past !== null
      ? `PAST ${numberOf(past.id)}`
      : frozen === null
        ? live
          ? 'LIVE'
          : 'NO PICTURE'
        : `FROZEN ${frozen.inspection === null ? '' : numberOf(frozen.inspection.id)}`;
  return (
    <section className="inspect-picture" aria-label="Picture">
      <div ref={box} className="picture-box">
        <canvas
          ref={(canvas) => stage.attach('main', canvas)}
          className="picture-canvas"
          data-testid="main-picture"
          style={{ ...place, visibility: past === null && (live || frozen !== null) ? 'visible' : 'hidden' }}
        />
        {past !== null &&
          (preview.url === null ? (
            <div className="picture-note">
              {preview.failed
                ? 'Image missing on disk. Record intact; not judged again'
                : 'Fetching the picture…'}
            </div>
          ) : (
            <img
              className="picture-canvas"
              src={preview.url}
              alt={`Picture of ${numberOf(past.id)}`}
              style={place}
            />
          ))}
        {shown !== null && <Overlay inspection={shown} kind={overlay} view={view} client={client} />}
        {children}
      </div>
      {shown !== null && <Edge verdict={shown.verdict} />}
      <div className="picture-tag" data-tag={tag.split(' ')[0]?.toLowerCase()}>
        {tag}
      </div>
    </section>
  );
}

const Edge = ({ verdict }: { verdict: Verdict }) => (
  <div className={`picture-edge picture-edge-${verdict}`} />
);

function useSize(of: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 840, height: 472 });
  useEffect(() => {
    const element = of.current;
    if (element === null || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return size;
}
