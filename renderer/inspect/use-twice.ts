import { useRef } from 'react';

const withinMs = 2000;

/** For what cannot be taken back lightly: the first call asks, a second within 2 s does it. */
export function useTwice(ask: (question: string) => void) {
  const asked = useRef({ what: '', at: -Infinity });
  return (what: string, question: string, run: () => void) => {
    const now = performance.now();
    const second = asked.current.what === what && now - asked.current.at <= withinMs;
    asked.current = second ? { what: '', at: -Infinity } : { what, at: now };
    if (second) run();
    else ask(question);
  };
}
