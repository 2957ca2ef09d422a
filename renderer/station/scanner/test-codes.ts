interface TestCode {
  readonly text: string;
  readonly gs1: boolean;
  /** What is printed under it, and what it finds out. */
  readonly says: string;
  readonly finds: string;
}

/** Between them they show the keyboard's language, the separator, spaces and the case. */
export const testCodes: readonly TestCode[] = [
  {
    text: 'LT-1:yzYZ/AQWM+"#',
    gs1: false,
    says: 'LT-1:yzYZ/AQWM+"#',
    finds: 'the language and the speed',
  },
  {
    text: '010401234567890110AB12\x1d211187',
    gs1: true,
    says: '(01)04012345678901 (10)AB12 (21)1187',
    finds: 'the GS1 separator',
  },
  { text: 'LT 3 a B', gs1: false, says: 'LT 3 a B', finds: 'spaces and the case' },
];
