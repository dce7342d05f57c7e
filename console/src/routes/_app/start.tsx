import { createFileRoute } from '@tanstack/react-router';
import { FirstSteps } from '~/homes/FirstSteps';
import * as homes from '~/words/en-GB/homes';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/start')({ component: Start });

function Start() {
  return (
    <MoreWords words={homes}>
      <FirstSteps />
    </MoreWords>
  );
}
