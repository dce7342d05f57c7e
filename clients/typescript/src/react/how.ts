import { keepPreviousData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ApiError } from '../error.js';
import type { Rows } from './options.js';

/** How a screen reads, where it is not as usual. */
export interface ReadOptions {
  /** Not before this holds, such as an id that is still to be chosen. */
  enabled?: boolean;
  /** Milliseconds for which an answer is not asked for again. */
  staleTime?: number;
  /** While other filters are being read, what stood there stays; `isPlaceholderData` says so. */
  keepPrevious?: boolean;
  /** Reads whenever the part of the screen appears, however fresh what is kept. */
  always?: boolean;
  /** Milliseconds after which it is asked for again, while the page is in sight. */
  every?: number;
}

/** As TanStack Query says it. */
export function how({ enabled, staleTime, keepPrevious, always, every }: ReadOptions = {}) {
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(staleTime === undefined ? {} : { staleTime }),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(always ? ({ refetchOnMount: 'always' } as const) : {}),
    ...(every === undefined ? {} : { refetchInterval: every }),
  };
}

/** With `rows` at hand: none while there are none. */
export function withRows<T>(found: UseInfiniteQueryResult<Rows<T>, ApiError>) {
  return { ...found, rows: found.data?.rows ?? (NONE as T[]) };
}
/** The same array each time, so that it starts no effect. */
const NONE: never[] = [];
