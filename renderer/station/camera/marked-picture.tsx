import { useRef } from 'react';
import type { Area } from '../../../electron/contract/setup.ts';
import { useCameraState } from '../../camera/camera-context.tsx';
import { LivePicture } from '../../camera/live-picture.tsx';
import { areaBetween, movedArea } from './area.ts';

export type Mark = 'grey' | 'focus';
export const markNames: Readonly<Record<Mark, string>> = { grey: 'Grey patch', focus: 'Focus mark' };

interface Props {
  readonly areas: Readonly<Record<Mark, Area | null>>;
  /** The area that is placed now; null: none. */
  readonly placing: Mark | null;
  readonly onPlace: (area: Area) => void;
}

/** The live picture with the areas that are measured; the one being placed follows the mouse and the arrow keys. */
export function MarkedPicture({ areas, placing, onPlace }: Props) {
  const { size, phase } = useCameraState();
  const from = useRef<readonly [number, number] | null>(null);
  const picture = size ?? { width: 16, height: 9 };
  const at = ({ clientX, clientY, currentTarget }: React.PointerEvent): readonly [number, number] => {
    const box = currentTarget.getBoundingClientRect();
    return [
      ((clientX - box.left) / box.width) * picture.width,
      ((clientY - box.top) / box.height) * picture.height,
    ];
  };
  const drag = (event: React.PointerEvent) => {
    if (placing !== null && from.current !== null) onPlace(areaBetween(from.current, at(event), picture));
  };
  const press = (event: React.KeyboardEvent) => {
    const moved = placing && movedArea(areas[placing], event.key, event.shiftKey, picture);
    if (!moved) return;
    event.preventDefault();
    onPlace(moved);
  };
  return (
    <LivePicture
      {...(placing !== null && {
        tabIndex: 0,
        'data-placing': placing,
        'aria-label': `${markNames[placing]}: drag it, or arrows move and Shift+arrows size it`,
      })}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (placing === null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = at(event);
      }}
      onPointerMove={drag}
      onPointerUp={(event) => {
        drag(event);
        from.current = null;
      }}
    >
      <svg viewBox={`0 0 ${picture.width} ${picture.height}`} aria-hidden>
        {(['grey', 'focus'] as const).map((mark) => {
          const area = areas[mark];
          if (area === null || phase !== 'live') return null;
          const [x, y, width, height] = area;
          return (
            <g key={mark} className={mark === placing ? 'area-placing' : ''}>
              <rect className="area-edge" {...{ x, y, width, height }} />
              <rect className="area-line" {...{ x, y, width, height }} />
              <text
                x={x}
                y={Math.max(picture.height / 22, y - picture.height / 90)}
                fontSize={picture.height / 24}
              >
                {markNames[mark]}
              </text>
            </g>
          );
        })}
      </svg>
    </LivePicture>
  );
}
