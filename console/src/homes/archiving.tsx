import type { HomeOut } from '@almoner/client';
import { useArchiveHome, useArchivePart, useRestorePart } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { useDeed } from '~/lib/deed';
import { ReasonDialog } from '~/residents/forms/ReasonDialog';
import { useRestoreHome, type Part } from './verbs';

/** Asks why, archives a unit, a room or a bed with what is in it, and offers to take it back. */
export function ArchivePart({ part, onClose }: { part: Part; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const { name } = part;
  const archive = useArchivePart(part.kind);
  const restore = useDeed(useRestorePart(part.kind), () => ({ text: t('restored', { name }) }));
  return (
    <ReasonDialog
      title={t('archiveTitle', { name })}
      intro={t(`archiveIntro.${part.kind}`)}
      label={t('whyArchive', { name })}
      act={t('archivePart', { name })}
      danger
      onClose={onClose}
      onAct={async (reason) => {
        const archived = await archive.mutateAsync([part.record, { reason }]);
        return { text: t('archivedDone', { name }), undo: () => restore.press([archived]) };
      }}
    />
  );
}

export function ArchiveHome({ home, onClose }: { home: HomeOut; onClose: () => void }) {
  const t = useTranslations('homes');
  const archive = useArchiveHome();
  const restore = useRestoreHome();
  const { name } = home;
  return (
    <ReasonDialog
      title={t('archiveTitle', { name })}
      intro={t('form.whyArchiveHint')}
      label={t('form.whyArchive')}
      act={t('archive')}
      danger
      onClose={onClose}
      onAct={async (reason) => {
        const archived = await archive.mutateAsync([home, { reason }]);
        return { text: t('archivedDone', { name }), undo: () => restore.press([archived]) };
      }}
    />
  );
}
