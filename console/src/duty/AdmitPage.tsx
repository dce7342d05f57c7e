import type { AgencyPassCodeOut, IdentityDocument } from '@almoner/client';
import { useAdmitAgency, useMyDuty } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { useHomeOf, type SessionHome } from '~/care/home';
import { FormShell, useForm } from '~/form';
import { CancelLink, Link, Notice, PageHeader, RadioGroup, Skeleton, TextField, TimeField } from '~/kit';
import { wallOf } from '~/residents/wall-clock';
import { momentWords } from '~/residents/when';
import './duty.css';
import { runsShiftIn } from './home';
import { PassCode } from './PassCode';
import { endOf } from './pass-end';

export const DOCUMENTS = [
  'passport',
  'driving_licence',
  'agency_badge',
  'other',
] as const satisfies readonly IdentityDocument[];

/** Somebody of an agency is let in for one shift, and the code is shown for as long as this page stands. */
export function AdmitPage({ home: asked }: { home: string | undefined }) {
  const t = useTranslations('agency');
  const { home, homes } = useHomeOf(asked);
  const [made, setMade] = useState<AgencyPassCodeOut>();
  const navigate = useNavigate();
  return (
    <div className="stack">
      <PageHeader
        title={made ? t('codeTitle', { name: made.pass.name ?? '' }) : t('title')}
        sub={home?.name}
        back={
          <Link to="/shift" search={home ? { home: home.id } : {}}>
            {t('back')}
          </Link>
        }
      />
      {home === null ? (
        <ChooseHome homes={homes} />
      ) : !runsShiftIn(home) ? (
        <Notice>{t('mayNot')}</Notice>
      ) : made ? (
        <PassCode
          out={made}
          zone={home.time_zone}
          done={() => void navigate({ to: '/shift', search: { home: home.id } })}
        />
      ) : (
        <Ready home={home} made={setMade} />
      )}
    </div>
  );
}

interface Props {
  home: SessionHome;
  made: (out: AgencyPassCodeOut) => void;
}

/** They most likely leave with the shift of whoever lets them in; the form waits for it, so that nothing moves under the hand. */
function Ready(props: Props) {
  const mine = useMyDuty();
  if (mine.isPending) return <Skeleton kind="page" lines={6} />;
  const until = mine.data?.duty?.shift_until ?? mine.data?.shift?.until;
  return <Admit {...props} until={until ? wallOf(until, props.home.time_zone).time : null} />;
}

function Admit({ home, made, until }: Props & { until: string | null }) {
  const t = useTranslations('agency');
  const admit = useAdmitAgency();
  const zone = home.time_zone;
  const form = useForm({
    initial: {
      given_name: '',
      family_name: '',
      agency: '',
      identity_document: null as IdentityDocument | null,
      ends_at: until,
    },
    draft: `agency.new.${home.id}`,
    check: ({ given_name, family_name, agency, identity_document, ends_at }): Record<string, string> => {
      const end = endOf(ends_at, zone);
      return {
        ...(given_name.trim() ? {} : { given_name: t('need.given') }),
        ...(family_name.trim() ? {} : { family_name: t('need.family') }),
        ...(agency.trim() ? {} : { agency: t('need.agency') }),
        ...(identity_document ? {} : { identity_document: t('need.document') }),
        ...(end === null ? { ends_at: t('need.until') } : end.fits ? {} : { ends_at: t('need.range') }),
      };
    },
    send: ({ given_name, family_name, agency, identity_document, ends_at }) =>
      admit.mutateAsync([
        {
          care_home_id: home.id,
          given_name: given_name.trim(),
          family_name: family_name.trim(),
          agency: agency.trim(),
          identity_document: identity_document!,
          ends_at: endOf(ends_at, zone)!.instant,
        },
      ]),
    done: made,
  });
  const end = endOf(form.values.ends_at, zone);
  return (
    <FormShell form={form} act={t('act')} cancel={<CancelLink to="/shift" search={{ home: home.id }} />}>
      <p className="quiet measure">{t('intro', { home: home.name })}</p>
      <TextField
        {...form.bind('given_name')}
        label={t('given')}
        hint={t('nameHint')}
        autoComplete="off"
        maxLength={100}
      />
      <TextField {...form.bind('family_name')} label={t('family')} autoComplete="off" maxLength={100} />
      <TextField {...form.bind('agency')} label={t('agency')} autoComplete="off" maxLength={200} />
      <RadioGroup<IdentityDocument>
        {...form.bind('identity_document')}
        label={t('document')}
        hint={t('documentHint')}
        options={DOCUMENTS.map((id) => ({ id, label: t(`documents.${id}`) }))}
      />
      <TimeField {...form.bind('ends_at')} label={t('until')} hint={t('untilHint', { home: home.name })} />
      {end?.fits ? <p className="quiet">{t('untilWhen', { when: momentWords(end.instant, zone) })}</p> : null}
    </FormShell>
  );
}
