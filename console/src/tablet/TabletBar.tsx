import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '~/kit';
import * as words from '~/words/en-GB/tablet';
import { MoreWords } from '~/words/more';
import { takenUp } from './enter';
import { IDLE, touch, touchedAt } from './flag';
import { useLock } from './lock';

/** In the shell of a shared tablet: the way to the next person, and the lock when nobody touches it. */
export default function TabletBar() {
  return (
    <MoreWords words={words}>
      <Switch />
    </MoreWords>
  );
}

const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

function Switch() {
  const t = useTranslations('tablet');
  const lock = useLock();
  const latest = useRef(lock);
  useEffect(() => {
    latest.current = lock;
  });
  useEffect(() => {
    let touched = Date.now();
    const felt = () => {
      touched = Date.now();
    };
    touch(touched);
    const look = () => {
      const mark = touchedAt();
      if (mark === 0) return void latest.current('elsewhere');
      // Whoever works in another tab is at it here too.
      touched = Math.max(touched, mark ?? 0);
      if (Date.now() - touched < IDLE) touch(touched);
      else void latest.current();
    };
    // Whoever took it up without a connection is not who the server still knows here: it asks, before anything else goes.
    const back = () => {
      if (takenUp()) void latest.current();
    };
    window.addEventListener('online', back);
    window.addEventListener('storage', look);
    // A tablet that slept counts the time it slept.
    const timer = setInterval(look, 5_000);
    document.addEventListener('visibilitychange', look);
    for (const kind of TOUCHES) document.addEventListener(kind, felt, { passive: true, capture: true });
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', back);
      window.removeEventListener('storage', look);
      document.removeEventListener('visibilitychange', look);
      for (const kind of TOUCHES) document.removeEventListener(kind, felt, { capture: true });
    };
  }, []);
  return (
    <Button tone="plain" icon="people" onPress={() => void lock()}>
      {t('switch')}
    </Button>
  );
}
