/** Words of a class's name that mean a good piece (DESIGN.md section 9). */
export const goodWords = ['ok', 'good', 'pass', 'normal', 'free'] as const;

/** Whether a class's name has a word for good: `ok_front`, `MT_Free`. */
export function meansGood(name: string): boolean {
  const words = name.toLowerCase().split(/[^a-z]+/);
  return goodWords.some((word) => words.includes(word));
}
