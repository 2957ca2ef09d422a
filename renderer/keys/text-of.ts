import { isModifier, isPrintable, isTerminator, type Key } from './key.ts';

/** Stands for a key that is no character: a function key, a dead key, an arrow of the number pad. No reader takes it. */
const unknown = '\ufffd';

/**
 * The characters of a burst. Wedges send control characters as Ctrl with the key of the same column (Ctrl+] is GS1's group separator) or as
 * Alt with numpad digits. Keys behind the code, such as a function key before Enter, are its packing.
 */
export function textOf(keys: readonly Key[]): string {
  let text = '';
  let code = '';
  const spell = () => {
    if (code !== '') text += Number(code) < 128 ? String.fromCharCode(Number(code)) : unknown;
    code = '';
  };
  for (const key of keys) {
    const digit = key.alt && !key.ctrl ? /^Numpad(\d)$/.exec(key.code)?.[1] : undefined;
    if (digit !== undefined) {
      code += digit;
      continue;
    }
    spell();
    if (isModifier(key) || isTerminator(key)) continue;
    text += isPrintable(key) ? key.key : controlOf(key);
  }
  spell();
  return text.replace(/[\ufffd\r\n]+$/, '');
}

const controlOf = ({ key, ctrl, alt }: Key): string =>
  ctrl && !alt && /^[a-zA-Z[\\\]^_]$/.test(key)
    ? String.fromCharCode(key.toUpperCase().charCodeAt(0) & 31)
    : unknown;
