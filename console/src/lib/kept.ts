import { useState } from 'react';

/**
 * The last one that was there. What somebody is filling in isn't taken from under them when what it is about is read again and
 * can't be done any more: sending it is refused in words, and what was typed stays.
 */
export function useKept<T>(now: T | undefined): T | undefined {
  const [kept, setKept] = useState(now);
  if (now !== undefined && now !== kept) setKept(now);
  return now ?? kept;
}
