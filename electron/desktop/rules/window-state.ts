import { z } from 'zod';

/** Where the window stood, in device-independent pixels, as if it were not maximized. */
export const windowState = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallest = { width: 1024, height: 640 } as const;
const usual = { width: 1280, height: 800 } as const;
/** This much of its top edge has to be on a screen, or nobody could take hold of it. */
const grip = { width: 100, height: 32 } as const;

/** Where to open the window: where it was, if a screen is still there; else, and for anything unreadable, where the system puts it. */
export function placeWindow(
  saved: unknown,
  screens: readonly Rectangle[],
): { readonly bounds: Partial<Rectangle>; readonly maximized: boolean } {
  const { data: was } = windowState.safeParse(saved);
  const on = was && screens.find((screen) => holds(screen, was));
  if (was === undefined || on === undefined) return { bounds: usual, maximized: was?.maximized ?? false };
  return {
    bounds: {
      x: was.x,
      y: was.y,
      width: Math.max(smallest.width, Math.min(was.width, on.width)),
      height: Math.max(smallest.height, Math.min(was.height, on.height)),
    },
    maximized: was.maximized,
  };
}

function holds(screen: Rectangle, { x, y, width }: Rectangle): boolean {
  const seen = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  return seen >= grip.width && y >= screen.y && y + grip.height <= screen.y + screen.height;
}
