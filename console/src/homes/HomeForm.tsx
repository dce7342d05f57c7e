import type { HomeOut, HomePatch } from '@almoner/client';
import { useCreateHome, useHomeLayout, useUpdateHome } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form } from '~/form';
import { CancelLink, ErrorState, Link, NumberField, PageHeader, Skeleton, TextField, toast } from '~/kit';

interface HomeValues {
  name: string;
  code: string;
  registered_beds: number | null;
  address_line: string;
  town: string;
  postcode: string;
  phone: string;
  cqc_location_id: string;
}

const TEXTS = ['address_line', 'town', 'postcode', 'phone', 'cqc_location_id'] as const;

function read(home?: HomeOut): HomeValues {
  return {
    name: home?.name ?? '',
    code: home?.code ?? '',
    registered_beds: home?.registered_beds ?? null,
    address_line: home?.address_line ?? '',
    town: home?.town ?? '',
    postcode: home?.postcode ?? '',
    phone: home?.phone ?? '',
    cqc_location_id: home?.cqc_location_id ?? '',
  };
}

/** What differs from what was read, as the API takes it: an emptied field is null. */
export function homePatch(before: HomeValues, now: HomeValues): HomePatch {
  const patch: HomePatch = {};
  if (now.name.trim() !== before.name) patch.name = now.name.trim();
  if (now.code.trim() !== before.code) patch.code = now.code.trim();
  if (now.registered_beds !== before.registered_beds) patch.registered_beds = now.registered_beds;
  for (const name of TEXTS) if (now[name].trim() !== before[name]) patch[name] = now[name].trim() || null;
  return patch;
}

function useCheck() {
  const t = useTranslations('homes.form');
  const f = useTranslations('form');
  return (values: HomeValues): Record<string, string> => ({
    ...(values.name.trim() ? {} : { name: f('needed', { label: t('name') }) }),
    ...(values.code.trim() ? {} : { code: f('needed', { label: t('code') }) }),
    ...(values.registered_beds === null ? { registered_beds: f('needed', { label: t('registered') }) } : {}),
  });
}

function Fields({ form }: { form: Form<HomeValues> }) {
  const t = useTranslations('homes.form');
  const code = form.bind('code');
  return (
    <>
      <TextField {...form.bind('name')} label={t('name')} maxLength={200} autoComplete="off" />
      <TextField
        {...code}
        onChange={(text) => code.onChange(text.toUpperCase())}
        label={t('code')}
        hint={t('codeHint')}
        width="short"
        maxLength={16}
        autoComplete="off"
      />
      <NumberField
        {...form.bind('registered_beds')}
        label={t('registered')}
        hint={t('registeredHint')}
        min={0}
        max={500}
      />
      <TextField {...form.bind('address_line')} label={t('addressLine')} maxLength={200} optional />
      <TextField {...form.bind('town')} label={t('town')} maxLength={100} optional />
      <TextField {...form.bind('postcode')} label={t('postcode')} width="short" maxLength={10} optional />
      <TextField
        {...form.bind('phone')}
        label={t('phone')}
        type="tel"
        width="short"
        maxLength={30}
        optional
      />
      <TextField
        {...form.bind('cqc_location_id')}
        label={t('cqc')}
        hint={t('cqcHint')}
        width="short"
        maxLength={20}
        optional
      />
    </>
  );
}

/** An owner's new home; its rooms come next. */
export function NewHome() {
  const t = useTranslations('homes');
  const create = useCreateHome();
  const navigate = useNavigate();
  const form = useForm({
    initial: read(),
    draft: 'home.new',
    check: useCheck(),
    send: (values) => {
      const { name, code, registered_beds, ...rest } = homePatch(read(), values);
      return create.mutateAsync([
        { ...rest, name: name ?? '', code: code ?? '', registered_beds: registered_beds ?? 0 },
      ]);
    },
    done: async (home) => {
      await navigate({ to: '/homes/$homeId', params: { homeId: home.id } });
      toast({ text: t('saved', { name: home.name }) });
    },
  });
  const back = <Link to="/homes">{t('title')}</Link>;
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('form.titleNew')} back={back} />
      <FormShell form={form} act={t('form.create')} cancel={<CancelLink to="/homes" />}>
        <Fields form={form} />
      </FormShell>
    </div>
  );
}

export function EditHome({ id }: { id: string }) {
  const t = useTranslations('homes');
  const layout = useHomeLayout(id, {}, { staleTime: 30_000 });
  if (layout.isPending) return <Skeleton kind="page" />;
  if (layout.isError)
    return <ErrorState page error={layout.error} what={t('failed')} retry={() => void layout.refetch()} />;
  return <Edit home={layout.data.home} />;
}

function Edit({ home }: { home: HomeOut }) {
  const t = useTranslations('homes');
  const update = useUpdateHome(home.id);
  const navigate = useNavigate();
  const form = useForm({
    initial: read(home),
    record: home,
    read,
    draft: `home.${home.id}`,
    check: useCheck(),
    send: (values, { record, before }) => update.mutateAsync({ record, patch: homePatch(before, values) }),
    done: async (saved) => {
      await navigate({ to: '/homes/$homeId', params: { homeId: saved.id } });
      toast({ text: t('saved', { name: saved.name }) });
    },
  });
  const back = (
    <Link to="/homes/$homeId" params={{ homeId: home.id }}>
      {home.name}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('form.titleEdit', { name: home.name })} back={back} />
      <FormShell
        form={form}
        act={t('form.save')}
        cancel={<CancelLink to="/homes/$homeId" params={{ homeId: home.id }} />}
      >
        <Fields form={form} />
      </FormShell>
    </div>
  );
}
