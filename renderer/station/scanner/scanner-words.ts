import { slowestAllowedMs, type ScannerFault } from '../../keys/scanner-test.ts';

/** What was seen, and the cure, which is in the scanner's own manual. */
export function faultInWords(fault: ScannerFault): string {
  switch (fault.kind) {
    case 'slow':
      return `A key came ${fault.ms} ms after the one before; Loupe needs ${slowestAllowedMs} ms or less. Set the scanner's delay between characters to 0.`;
    case 'prefix':
      return `The scanner sends ${fault.key} before the code. Take the prefix off the scanner.`;
    case 'function-key':
      return `The scanner sends ${fault.key} inside the code. Set it to send control characters as Ctrl and a key, and function keys off.`;
    case 'layout':
      return `${fault.sent} arrived as ${fault.arrived === '\ufffd' || fault.arrived === '' ? 'no character' : fault.arrived}: set the scanner to ${fault.set ?? 'the language of this computer’s keyboard'}.`;
    case 'caps':
      return 'Capitals arrived as small letters. Press Caps Lock, or set the scanner not to change the case.';
    case 'num-lock':
      return 'Digits arrived as arrows. Press Num Lock, or set the scanner not to use the number pad.';
    case 'other-code':
      return `${fault.arrived === '' ? 'Nothing readable' : fault.arrived} arrived, which is not this code. Scan the code shown.`;
  }
}
