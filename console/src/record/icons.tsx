import type { NoteKind } from '@almoner/client';
import type { ReactNode } from 'react';

/** On a 24 grid in one stroke, as the kit's. They come with this screen. */
const PATHS: Record<NoteKind, ReactNode> = {
  fluid: <path d="M7 4h10l-1.5 16h-7ZM7.600 10h8.800" />,
  food: <path d="M7 4v6a2 2 0 0 0 4 0V4M9 12v8M9 4v5M16 4c-2 1.5-2.500 4-2.500 7H16M16 4v16" />,
  continence: <path d="M6 4v7h12a6 6 0 0 1-6 6 6 6 0 0 1-6-6M10 17l-1 3.500h6L14 17M6 4h4v7" />,
  repositioning: <path d="M4 15h16M4 15v4M20 15v4M8 11.500a4 4 0 0 1 7-2.500M15.500 5.500V9H12" />,
  personal_care: (
    <path d="M4 12h16v2a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5ZM7 12V6a2 2 0 0 1 4 0M8 19l-1 2M16 19l1 2" />
  ),
  mood: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M8.500 14c1 1.500 2.200 2.200 3.500 2.200s2.500-.7 3.500-2.200M9.200 9.500h.01M14.800 9.500h.01" />
    </>
  ),
  sleep: <path d="M19.500 14.500A8 8 0 1 1 9.500 4.500a6.500 6.500 0 0 0 10 10ZM15 4h5l-5 5h5" />,
  activity: (
    <>
      <circle cx="12" cy="4.500" r="1.800" />
      <path d="M12 8v6M7 10l5-2 5 2M9 20l3-6 3 6" />
    </>
  ),
  observation: <path d="M3 12h4l2.500-6 4 12 2.500-6h5" />,
  weight: <path d="M5 5h14l1.500 15h-17ZM9 9a4 4 0 0 1 6 0M12 10.500V8.500" />,
  care: (
    <path d="M12 19.500C6 15.500 3.500 12.500 3.500 9a4.300 4.300 0 0 1 8.500-1 4.300 4.300 0 0 1 8.500 1c0 3.500-2.500 6.500-8.500 10.500Z" />
  ),
  food_drink: (
    <path d="M5 8h11v6a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5ZM16 10h2a2.500 2.500 0 0 1 0 5h-2.200M8 5V3.500M12 5V3.500" />
  ),
  health: <path d="M9.500 4h5v5.500H20v5h-5.500V20h-5v-5.500H4v-5h5.500Z" />,
  family: (
    <>
      <circle cx="8" cy="8" r="3" />
      <circle cx="16.500" cy="9" r="2.400" />
      <path d="M2.500 19c.5-4 2.500-5.500 5.500-5.500s5 1.500 5.500 5.500M15 14.200c3.500-.8 5.800.8 6.500 4.800" />
    </>
  ),
  professional: <path d="M4 8.500h16v11H4ZM9 8.500V5h6v3.500M4 13h16M12 12v2" />,
  general: <path d="M5 4h14v16H5ZM8.500 9h7M8.500 12.500h7M8.500 16h4" />,
};

export function KindIcon({ kind }: { kind: NoteKind }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="32"
      height="32"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {PATHS[kind]}
    </svg>
  );
}
