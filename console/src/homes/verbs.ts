import type { HomeOut, Ref } from '@almoner/client';
import { useRestoreHome as useRestore, type HomePart } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { useDeed } from '~/lib/deed';

export interface Part {
  kind: HomePart;
  /** With its version. */
  record: Ref;
  /** As people call it: "Room 12". */
  name: string;
}

export function useRestoreHome() {
  const t = useTranslations('homes');
  return useDeed(useRestore(), ({ name }: HomeOut) => ({ text: t('restoredDone', { name }) }));
}
