import { useEffect, useState } from 'react';

/** Whether another window has the keyboard, so that neither Space nor a scan would arrive. */
export function useElsewhere(): boolean {
  const [elsewhere, setElsewhere] = useState(() => !document.hasFocus());
  useEffect(() => {
    const read = () => setElsewhere(!document.hasFocus());
    window.addEventListener('focus', read);
    window.addEventListener('blur', read);
    return () => {
      window.removeEventListener('focus', read);
      window.removeEventListener('blur', read);
    };
  }, []);
  return elsewhere;
}
