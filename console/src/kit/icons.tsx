import type { ReactNode, SVGProps } from 'react';

export type IconName = keyof typeof PATHS;

/** Drawn on a 24 grid in one stroke; shapes of statuses are in status.tsx. */
const PATHS = {
  residents: (
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M2.5 20c.6-4 3.2-6 6.5-6s5.9 2 6.5 6M16 4.800a3.5 3.5 0 0 1 0 6.400M18.5 14.600c1.8.9 2.7 2.8 3 5.4" />
    </>
  ),
  home: <path d="M3 11.5 12 4l9 7.500M5.5 9.800V20h13V9.800M10 20v-5.500h4V20" />,
  people: (
    <>
      <rect x="3" y="5" width="18" height="14" rx="2.5" />
      <circle cx="9" cy="11" r="2.2" />
      <path d="M5.5 16.500c.5-1.8 1.8-2.7 3.5-2.700s3 .9 3.5 2.700M15.5 10h3M15.5 14h3" />
    </>
  ),
  settings: <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5" />,
  me: (
    <>
      <circle cx="12" cy="8.5" r="4" />
      <path d="M4.5 20.500c.8-4.2 3.7-6.3 7.5-6.300s6.7 2.1 7.5 6.3" />
    </>
  ),
  search: (
    <>
      <circle cx="11" cy="11" r="6.5" />
      <path d="m16 16 4.5 4.5" />
    </>
  ),
  add: <path d="M12 5v14M5 12h14" />,
  minus: <path d="M5 12h14" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  check: <path d="m5 12.5 4.5 4.500L19 7.5" />,
  down: <path d="m6 9.5 6 6 6-6" />,
  right: <path d="m9.5 6 6 6-6 6" />,
  left: <path d="m14.5 6-6 6 6 6" />,
  more: (
    <>
      <circle cx="5.5" cy="12" r=".8" />
      <circle cx="12" cy="12" r=".8" />
      <circle cx="18.5" cy="12" r=".8" />
    </>
  ),
  offline: (
    <path d="M3 3l18 18M5 12.500a10 10 0 0 1 4-2.400M13 9.700a10 10 0 0 1 6 2.800M8.5 16a5 5 0 0 1 5.5-1M2 9a14.5 14.5 0 0 1 4.5-2.700M11 5.100A14.5 14.5 0 0 1 22 9M12 19.500h.01" />
  ),
  sun: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M18.7 5.300l-1.4 1.400M6.7 17.300l-1.4 1.4" />
    </>
  ),
  out: (
    <path d="M14 4.500H6.500a1.5 1.5 0 0 0-1.5 1.500v12a1.5 1.5 0 0 0 1.5 1.500H14M10 12h10.500M17 8l4 4-4 4" />
  ),
  key: (
    <>
      <circle cx="8" cy="15.5" r="4" />
      <path d="m11 12.5 8.5-8.500M16 7.500l3 3" />
    </>
  ),
  organisation: (
    <path d="M4 20V5.500L12 3v17M12 8.500l8 2V20M2.5 20h19M7 9h2M7 13h2M7 17h2M15 13.500h2M15 17h2" />
  ),
  edit: <path d="M4.5 19.5 5.5 15 16 4.500l3.5 3.500L9 18.500ZM14 6.500l3.5 3.5" />,
  archive: <path d="M3.5 5h17v4.500h-17ZM5 9.500V19h14V9.500M10 13h4" />,
  history: <path d="M4.5 12a7.5 7.5 0 1 0 2.5-5.600L4.5 8.500M4.5 4v4.500H9M12 8v4.500l3 2" />,
  bed: <path d="M3 18.500v-13M3 15.500h18v3M21 15.500v-2.500a3 3 0 0 0-3-3h-7.500v5.500M6.8 12.500h.01" />,
  phone: (
    <path d="M5 4h4l1.5 4.500L8 10.500a12 12 0 0 0 5.5 5.500l2-2.500L20 15v4c0 .8-.7 1.5-1.5 1.500C10.5 20 4 13.5 3.5 5.5 3.5 4.7 4.2 4 5 4Z" />
  ),
  table: <path d="M4 5h16v14H4ZM4 10h16M4 14.500h16M10 5v14" />,
  calendar: <path d="M4 6.500h16v13H4ZM4 10.500h16M8 4v4M16 4v4" />,
  print: <path d="M7 9V4h10v5M7 16H4V9h16v7h-3M7 13.500h10V20H7Z" />,
  copy: <path d="M9 9h11v11H9ZM15 9V4H4v11h5" />,
  bell: <path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15ZM10 21h4" />,
  filter: <path d="M4 6h16M7 12h10M10 18h4" />,
} satisfies Record<string, ReactNode>;

export interface IconProps extends SVGProps<SVGSVGElement> {
  name: IconName;
  size?: number;
}

/** Always beside a word, or in a control that has a name: so hidden from screen readers. */
export function Icon({ name, size = 20, ...rest }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      {PATHS[name]}
    </svg>
  );
}

/** The mark: a coin over a bowl. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false" className="mark">
      <rect width="32" height="32" rx="8" />
      <path d="M6.5 16.500h19a9.5 9.5 0 0 1-19 0Z" />
      <circle cx="16" cy="9.5" r="3.6" />
    </svg>
  );
}
