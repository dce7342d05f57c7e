import type { ClientPageOut, Instrument } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { FormShell } from '~/form';
import { CancelLink } from '~/kit';
import { placeOf } from './answers';
import { Ending } from './Ending';
import { ItemField } from './ItemField';
import type { Recording } from './use-recording';

/** All questions at once, for a screen with room; on a phone too where something was refused. */
export function Whole(props: { page: ClientPageOut; instrument: Instrument; recording: Recording }) {
  const { page, instrument, recording } = props;
  const { form, items } = recording;
  const t = useTranslations('assessments.record');
  return (
    <FormShell
      form={form}
      act={t('save')}
      cancel={
        <CancelLink to="/residents/$id" params={{ id: page.client.id }} search={{ tab: 'assessments' }} />
      }
    >
      <div className="assess-items">
        {items.map((item) => (
          <ItemField
            key={item.code}
            item={item}
            value={form.values.answers[item.code] ?? ''}
            onChange={(value) => form.set({ answers: { ...form.values.answers, [item.code]: value } })}
            error={form.mistakes[placeOf(item)]}
          />
        ))}
      </div>
      <Ending page={page} instrument={instrument} recording={recording} />
    </FormShell>
  );
}
