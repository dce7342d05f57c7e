import { isApiError, type Almoner, type DevicePersonOut, type SignInOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Skeleton } from '~/kit';
import * as words from '~/words/en-GB/tablet';
import { MoreWords } from '~/words/more';
import { keep } from './enter';
import { PinPad } from './PinPad';

export interface ChoosePinProps {
  /** Goes on: with the sign-in of the PIN, or with the one that there was. */
  done: (out: SignInOut | null) => unknown;
}

/** After a full sign-in on a shared tablet: a PIN to come back with, typed twice. */
export default function ChoosePin(props: ChoosePinProps) {
  return (
    <MoreWords words={words}>
      <Choose {...props} />
    </MoreWords>
  );
}

/** Who chooses one: somebody who gives care in the tablet's home, and is not there by a PIN already. */
async function mayChoose(almoner: Almoner): Promise<DevicePersonOut | null> {
  const [device, session] = await Promise.all([almoner.session.device.look(), almoner.session.get()]);
  const there = session.homes.find(({ id }) => id === device.care_home_id);
  const cares = there?.grades.some((grade) => grade !== 'ancillary') ?? false;
  if (!session.person || session.device || !cares) return null;
  const { id, name } = session.person;
  return { profile_id: id, given_name: name.split(' ')[0] ?? name, name };
}

function Choose({ done }: ChoosePinProps) {
  const t = useTranslations('tablet');
  const almoner = useAlmoner();
  const [first, setFirst] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);

  const [person, setPerson] = useState<DevicePersonOut | null>(null);
  useEffect(() => {
    let gone = false;
    void mayChoose(almoner)
      .catch(() => null)
      .then((found) => (gone ? undefined : found ? setPerson(found) : done(null)));
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once: who may choose doesn't change while they do
  }, [almoner]);

  const send = async (who: DevicePersonOut, pin: string) => {
    const out = await almoner.session.device.choosePin({ pin });
    await keep(almoner, who, pin);
    return out;
  };
  if (!person) return <Skeleton lines={4} />;
  const onPin = (pin: string) => {
    setComplaint(null);
    if (first === null) {
      setFirst(pin);
    } else if (pin === first) {
      setBusy(true);
      send(person, pin)
        .then(done)
        .catch((error: unknown) => {
          setFirst(null);
          const [field] = isApiError(error) ? error.fields : [];
          setComplaint(field?.message ?? (isApiError(error) ? error.message : t('failed')));
        })
        .finally(() => setBusy(false));
    } else {
      setFirst(null);
      setComplaint(t('notTheSame'));
    }
  };
  return (
    <div className="stack">
      <p>{t('chooseWhy')}</p>
      <PinPad
        key={first === null ? 'first' : 'again'}
        label={first === null ? t('choose') : t('again')}
        act={first === null ? t('next') : t('keep')}
        busy={busy}
        complaint={complaint}
        onPin={onPin}
      />
      <div className="outdent">
        <Button tone="quiet" onPress={() => done(null)}>
          {t('notNow')}
        </Button>
        <p className="small quiet">{t('notNowHint')}</p>
      </div>
    </div>
  );
}
