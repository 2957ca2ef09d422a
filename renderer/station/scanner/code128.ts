/** Bar and space widths of the 106 symbols and the stop (ISO/IEC 15417, table 1). */
const patterns = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 ' +
  '223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 ' +
  '112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 ' +
  '311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 ' +
  '122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 ' +
  '214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'
).split(' ');

const fnc1 = 102;
const switchTo = { B: 100, C: 99 } as const;
const start = { B: 104, C: 105 } as const;
const stop = 106;

/**
 * A text as Code 128; as GS1-128 where `gs1`, whose separators (U+001D) become FNC1.
 * @param text printable ASCII
 * @returns widths in modules, bar first and in turn; without the quiet zones of 10 modules
 */
export function code128(text: string, gs1 = false): readonly number[] {
  const values: number[] = [];
  let set: 'B' | 'C' | null = null;
  const use = (wanted: 'B' | 'C') => {
    if (set !== wanted) values.push(set === null ? start[wanted] : switchTo[wanted]);
    set = wanted;
  };
  let at = 0;
  while (at < text.length) {
    const digits = /^(?:\d\d)+/.exec(text.slice(at))?.[0] ?? '';
    const pairs = digits.length >= 4;
    if (text[at] !== '\x1d' || set === null) use(pairs ? 'C' : 'B');
    if (at === 0 && gs1) values.push(fnc1);
    if (text[at] === '\x1d') {
      values.push(fnc1);
      at++;
    } else if (pairs) {
      for (let i = 0; i < digits.length; i += 2) values.push(Number(digits.slice(i, i + 2)));
      at += digits.length;
    } else values.push(text.charCodeAt(at++) - 32);
  }
  const check = values.reduce((sum, value, i) => sum + value * Math.max(1, i), 0) % 103;
  return [...values, check, stop].flatMap((value) => Array.from(patterns[value] ?? '', Number));
}
