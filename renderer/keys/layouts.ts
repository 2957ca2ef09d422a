/**
 * What the 47 writing keys of a keyboard write, plain and with Shift, in one order (US positions). A scanner sends positions; when it thinks of
 * another layout than the computer, its codes arrive as other characters. Dead keys stand as what they look like.
 */
const layouts = {
  'US English': [
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
  ],
  'UK English': [
    "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./",
    '¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?',
  ],
  German: [
    '^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-',
    '°!"§$%&/()=?`QWERTZUIOPÜ*\'ASDFGHJKLÖÄYXCVBNM;:_',
  ],
  'Swiss German': [
    "§1234567890'^qwertzuiopü¨$asdfghjklöäyxcvbnm,.-",
    '°+"*ç%&/()=?`QWERTZUIOPè!£ASDFGHJKLéàYXCVBNM;:_',
  ],
  French: [
    '²&é"\'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!',
    '~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§',
  ],
  Spanish: [
    "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-",
    'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
  ],
  Italian: [
    "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-",
    '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
  ],
  Portuguese: [
    "\\1234567890'«qwertyuiop+´~asdfghjklçºzxcvbnm,.-",
    '|!"#$%&/()=?»QWERTYUIOP*`^ASDFGHJKLÇªZXCVBNM;:_',
  ],
  Swedish: [
    "§1234567890+´qwertyuiopå¨'asdfghjklöäzxcvbnm,.-",
    '½!"#¤%&/()=?`QWERTYUIOPÅ^*ASDFGHJKLÖÄZXCVBNM;:_',
  ],
  Japanese: [
    '全1234567890-^qwertyuiop@[]asdfghjkl;:zxcvbnm,./',
    '全!"#$%&\'()ˍ=~QWERTYUIOP`{}ASDFGHJKL+*ZXCVBNM<>?',
  ],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;
export type Layout = keyof typeof layouts;
export const layoutNames = Object.keys(layouts) as readonly Layout[];

/** What arrives when a scanner set to `scanner` sends `text` to a computer set to `computer`; characters with no key stay. */
export function typedThrough(text: string, scanner: Layout, computer: Layout): string {
  return Array.from(text, (character) => {
    for (const row of [0, 1] as const) {
      const at = Array.from(layouts[scanner][row]).indexOf(character);
      if (at !== -1) return Array.from(layouts[computer][row])[at] ?? character;
    }
    return character;
  }).join('');
}

/** The layout the computer has, if the difference between two texts is one of layout; the scanner is to be set to it. */
export function layoutBetween(sent: string, arrived: string): Layout | null {
  // Dead keys arrive without a character.
  const fits = (typed: string) =>
    typed.length === arrived.length &&
    Array.from(typed).every((c, i) => c === arrived[i] || (arrived[i] === '\ufffd' && /[´`^¨~]/.test(c)));
  for (const scanner of layoutNames)
    for (const computer of layoutNames)
      if (scanner !== computer && fits(typedThrough(sent, scanner, computer))) return computer;
  return null;
}
