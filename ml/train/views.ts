/** The ways a good picture is shown while fitting, besides as it is. */
export interface ViewOptions {
  /** In a mirror as well: for parts that look the same that way. */
  readonly mirrors: 'none' | 'horizontal' | 'vertical' | 'both';
  /** Moved by one pixel to each side as well: steadies what few pictures say about parts that do not lie quite alike. */
  readonly shifts: boolean;
}

export interface View {
  readonly flipX: boolean;
  readonly flipY: boolean;
  /** Pixels that the picture is moved to the left and up. */
  readonly dx: number;
  readonly dy: number;
}

/** The picture as it is comes first. */
export function viewsOf({ mirrors, shifts }: ViewOptions): View[] {
  const flips = [
    [false, false],
    ...(mirrors === 'horizontal' || mirrors === 'both' ? [[true, false]] : []),
    ...(mirrors === 'vertical' || mirrors === 'both' ? [[false, true]] : []),
    ...(mirrors === 'both' ? [[true, true]] : []),
  ] as const;
  const moves = shifts
    ? ([
        [0, 0],
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const)
    : ([[0, 0]] as const);
  return flips.flatMap(([flipX = false, flipY = false]) =>
    moves.map(([dx, dy]) => ({ flipX, flipY, dx, dy })),
  );
}

/** A plane of `width` columns as a view shows it; what a move uncovers repeats the edge. */
export function seen(plane: Float32Array, width: number, { flipX, flipY, dx, dy }: View): Float32Array {
  if (!flipX && !flipY && dx === 0 && dy === 0) return plane;
  const height = plane.length / width;
  const inside = (at: number, end: number): number => Math.min(end - 1, Math.max(0, at));
  const out = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const from = inside((flipY ? height - 1 - y : y) + dy, height) * width;
    for (let x = 0; x < width; x++)
      out[y * width + x] = plane[from + inside((flipX ? width - 1 - x : x) + dx, width)]!;
  }
  return out;
}
