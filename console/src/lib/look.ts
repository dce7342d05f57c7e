/** How the person wants the console to look; kept on the device, and on the server as preferences. */
export interface Look {
  theme: 'system' | 'light' | 'dark';
  density: 'calm' | 'dense';
  text: 100 | 125 | 150 | 200;
}

const KEY = 'almoner.look';
const FIRST: Look = { theme: 'system', density: 'calm', text: 100 };

let shown: Look | null = null;
const listeners = new Set<() => void>();

/** Tells whoever shows the look of a change; for `useSyncExternalStore` with `keptLook`. */
export function onLook(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The same object until it changes. */
export function keptLook(): Look {
  shown ??= readLook();
  return shown;
}

function readLook(): Look {
  try {
    return { ...FIRST, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Look>) };
  } catch {
    return FIRST;
  }
}

export function keepLook(change: Partial<Look>): Look {
  const look = { ...keptLook(), ...change };
  shown = look;
  try {
    localStorage.setItem(KEY, JSON.stringify(look));
  } catch {
    // A browser that keeps nothing still shows the choice until it is closed.
  }
  applyLook(look);
  for (const listener of listeners) listener();
  return look;
}

export function applyLook(look: Look): void {
  const { dataset } = document.documentElement;
  if (look.theme === 'system') delete dataset['theme'];
  else dataset['theme'] = look.theme;
  dataset['density'] = look.density;
  dataset['text'] = String(look.text);
}
