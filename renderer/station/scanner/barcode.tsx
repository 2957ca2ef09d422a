import { code128 } from './code128.ts';

const quiet = 10;
const height = 40;

/** A code to scan from the screen or from paper: black on white in every theme. */
export function Barcode({ text, gs1 = false, label }: { text: string; gs1?: boolean; label: string }) {
  const widths = code128(text, gs1);
  const modules = widths.reduce((sum, width) => sum + width, 0) + 2 * quiet;
  let x = quiet;
  let path = '';
  for (const [i, width] of widths.entries()) {
    if (i % 2 === 0) path += `M${x} 0h${width}v${height}h-${width}z`;
    x += width;
  }
  return (
    <svg
      className="barcode"
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
      viewBox={`0 -4 ${modules} ${height + 8}`}
      // Two pixels a module, never a part of one.
      style={{ width: 2 * modules }}
      shapeRendering="crispEdges"
    >
      <rect x="0" y="-4" width={modules} height={height + 8} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
