import type { Verdict } from '../../ml/verdict/result.ts';

/** One tone: start and length in seconds, pitch in hertz. */
export interface Tone {
  readonly at: number;
  readonly length: number;
  readonly hertz: number;
  readonly wave: OscillatorType;
}

const tone = (at: number, length: number, hertz: number, wave: OscillatorType = 'sine'): Tone => ({
  at,
  length,
  hertz,
  wave,
});

/** Told apart by number and pitch, none longer than 400 ms (UI.md section 3). */
export const tones: Record<Verdict | 'shutter', readonly Tone[]> = {
  pass: [tone(0, 0.14, 880)],
  defect: [tone(0, 0.16, 330), tone(0.22, 0.16, 330)],
  unsure: [tone(0, 0.14, 440), tone(0.18, 0.14, 740)],
  'no-result': [
    tone(0, 0.08, 150, 'square'),
    tone(0.14, 0.08, 150, 'square'),
    tone(0.28, 0.08, 150, 'square'),
  ],
  shutter: [tone(0, 0.02, 1800, 'triangle'), tone(0.035, 0.02, 1200, 'triangle')],
};

/** Plays tones; silent where the browser has no audio or has not yet been touched. */
export function createSounds(): (sound: Verdict | 'shutter') => void {
  let context: AudioContext | null = null;
  return (sound) => {
    if (typeof AudioContext === 'undefined') return;
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    const start = context.currentTime + 0.005;
    for (const { at, length, hertz, wave } of tones[sound]) {
      const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
      const loudness = new GainNode(context, { gain: 0 });
      loudness.gain.setValueAtTime(0, start + at);
      loudness.gain.linearRampToValueAtTime(0.25, start + at + 0.008);
      loudness.gain.setValueAtTime(0.25, start + at + length - 0.01);
      loudness.gain.linearRampToValueAtTime(0, start + at + length);
      oscillator.connect(loudness).connect(context.destination);
      oscillator.start(start + at);
      oscillator.stop(start + at + length);
    }
  };
}
