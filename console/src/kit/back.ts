import { useEffect, useRef, useState } from 'react';

/**
 * Open at first; once closed, its button gets the focus. React Aria would give it to what had it before, which was the
 * button that stood here until the first press and is gone.
 */
export function useOpenAtFirst() {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(true);
  useEffect(() => {
    if (open) return;
    // After React Aria's own attempt, which waits for a frame.
    const frame = requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) button.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [open]);
  return { button, trigger: { isOpen: open, onOpenChange: setOpen } };
}
