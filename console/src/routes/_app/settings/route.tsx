import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as settings from '~/words/en-GB/settings';
import { MoreWords } from '~/words/more';

/** Around the settings: their words, which nobody else loads. */
export const Route = createFileRoute('/_app/settings')({ component: Settings });

function Settings() {
  return (
    <MoreWords words={settings}>
      <Outlet />
    </MoreWords>
  );
}
