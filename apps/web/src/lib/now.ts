import { useEffect, useState } from 'react';

/** useNow is the time in milliseconds since 1970, ticking every `everyMs`, so that ages on screen stay true. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
