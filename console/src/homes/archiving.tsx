import type { ActOptions, HomeOut, Ref } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ReasonDialog } from '~/residents/forms/ReasonDialog';
import { useHomesAgain } from './queries';
import { useHomeVerb, useRestoreHome, type Part } from './verbs';

/** Asks why, archives a unit, a room or a bed with what is in it, and offers to take it back. */
export function ArchivePart({ part, onClose }: { part: Part; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const almoner = useAlmoner();
  const again = useHomesAgain();
  const { name } = part;
  const verbs = almoner.careHomes[part.kind];
  const restore = useHomeVerb(async (archived: Ref) => {
    await verbs.restore(archived);
    return t('restored', { name });
  });
  return (
    <ReasonDialog
      title={t('archiveTitle', { name })}
      intro={t(`archiveIntro.${part.kind}`)}
      label={t('whyArchive', { name })}
      act={t('archivePart', { name })}
      danger
      onClose={onClose}
      onAct={async (reason: string, options: ActOptions) => {
        const archived = await verbs.archive(part.record, { reason }, options);
        await again();
        return { text: t('archivedDone', { name }), undo: () => restore.mutate(archived) };
      }}
    />
  );
}

export function ArchiveHome({ home, onClose }: { home: HomeOut; onClose: () => void }) {
  const t = useTranslations('homes');
  const almoner = useAlmoner();
  const again = useHomesAgain();
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
      onAct={async (reason, options) => {
        const archived = await almoner.careHomes.archive(home, { reason }, options);
        await again();
        return { text: t('archivedDone', { name }), undo: () => restore.mutate(archived) };
      }}
    />
  );
}
