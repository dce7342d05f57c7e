import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useAlmoner } from '@almoner/client/react';
import { describe, expect, it } from 'vitest';
import { Checkbox, TextField } from '~/kit';
import { makeQueries } from '~/lib/queries';
import { begun, forgotten } from '~/session/again';
import { sessionKey } from '~/session/query';
import { render } from '~/test/render';
import { HttpResponse, REQUEST, answer, at, http, refuse, server } from '~/test/server';
import { FormShell, useForm } from '.';

interface Home {
  id: string;
  version: number;
  name: string;
  code: string;
}
const HOME: Home = { id: 'h1', version: 1, name: 'Harbour View', code: 'HV' };
const valuesOf = ({ name, code }: Home) => ({ name, code });

function Change({ draft }: { draft?: string }) {
  const almoner = useAlmoner();
  const form = useForm({
    initial: valuesOf(HOME),
    record: HOME,
    read: valuesOf,
    ...(draft ? { draft } : {}),
    check: ({ name }): Record<string, string> => (name.trim() ? {} : { name: 'Enter the name.' }),
    send: (values, { record }) =>
      almoner.careHomes.update(record, values) as Promise<unknown> as Promise<Home>,
    done: () => {},
  });
  return (
    <FormShell form={form} act="Save home">
      <TextField {...form.bind('name')} label="Name" />
      <TextField {...form.bind('code')} label="Code" />
    </FormShell>
  );
}

const patch = (respond: (request: Request) => Response | Promise<Response>) =>
  server.use(http.patch(at('/care-homes/h1'), ({ request }) => respond(request)));

async function typeAndSave(text = 'Harbour House') {
  const user = userEvent.setup();
  const name = screen.getByLabelText('Name');
  await user.clear(name);
  await user.type(name, text);
  await user.click(screen.getByRole('button', { name: 'Save home' }));
  return user;
}

describe('a form that is refused', () => {
  it('says each of the server’s complaints at its field, and the summary takes the focus and leads there', async () => {
    patch(() =>
      refuse(422, {
        code: 'invalid',
        fields: [
          { path: 'name', code: 'taken', message: 'Another home has that name.' },
          { path: 'code.0', code: 'format', message: 'Use two letters.' },
        ],
      }),
    );
    await render(<Change />);
    const user = await typeAndSave();
    const summary = await screen.findByTestId('error-summary');
    expect(summary).toHaveFocus();
    expect(summary).toHaveTextContent('There are 2 problems');
    expect(screen.getByLabelText('Name')).toHaveAccessibleDescription(/Another home has that name\./);
    expect(screen.getByLabelText('Name')).toBeInvalid();
    expect(screen.getByLabelText('Name')).toHaveValue('Harbour House');
    await user.click(within(summary).getByRole('link', { name: 'Use two letters.' }));
    expect(screen.getByLabelText('Code')).toHaveFocus();
  });

  it('says what it can without the server, which is not asked', async () => {
    await render(<Change />);
    const user = userEvent.setup();
    await user.clear(screen.getByLabelText('Name'));
    await user.click(screen.getByRole('button', { name: 'Save home' }));
    expect(await screen.findByTestId('error-summary')).toHaveFocus();
    expect(screen.getByRole('link', { name: 'Enter the name.' })).toBeVisible();
  });

  it('names the request where the fault is ours', async () => {
    patch(() => refuse(500, { code: 'internal', message: 'Something went wrong on our side.' }));
    await render(<Change />);
    await typeAndSave();
    expect(await screen.findByTestId('error-summary')).toHaveTextContent(REQUEST);
    expect(screen.getByLabelText('Name')).toHaveValue('Harbour House');
  });

  it('keeps everything when the server is dead, and the same press works when it is back', async () => {
    let dead = true;
    let saved: unknown;
    patch(async (request) => {
      if (dead) return HttpResponse.error();
      saved = await request.json();
      return answer({ ...HOME, version: 2 });
    });
    await render(<Change />);
    const user = await typeAndSave();
    expect(await screen.findByTestId('error-summary')).toHaveTextContent('could not be reached');
    expect(screen.getByLabelText('Name')).toHaveValue('Harbour House');
    dead = false;
    await user.click(screen.getByRole('button', { name: 'Save home' }));
    await waitFor(() => expect(saved).toEqual({ name: 'Harbour House', code: 'HV' }));
    await waitFor(() => expect(screen.queryByTestId('error-summary')).toBeNull());
  });
});

describe('a form whose record somebody else changed', () => {
  it('shows both, wants a choice where both changed the same, and saves it over the newer version', async () => {
    const sent: { body: unknown; match: string | null }[] = [];
    patch(async (request) => {
      sent.push({ body: await request.json(), match: request.headers.get('if-match') });
      return sent.length === 1
        ? refuse(412, { code: 'stale', current: { ...HOME, version: 7, name: 'Harbour Court', code: 'HC' } })
        : answer({ ...HOME, version: 8 });
    });
    await render(<Change />);
    const user = await typeAndSave();
    const name = await screen.findByRole('radiogroup', { name: 'Name' });
    // Only they changed the code: theirs is taken unless one says otherwise. Both changed the name: nobody's is.
    expect(
      within(screen.getByRole('radiogroup', { name: 'Code' })).getByRole('radio', { name: /Theirs/ }),
    ).toBeChecked();
    expect(within(name).getByRole('radio', { name: /Yours\s*Harbour House/ })).not.toBeChecked();
    expect(within(name).getByRole('radio', { name: /Theirs\s*Harbour Court/ })).not.toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Save this' }));
    expect(screen.getByText('Choose one for Name.')).toBeVisible();
    expect(sent).toHaveLength(1);
    await user.click(within(name).getByRole('radio', { name: /Yours/ }));
    await user.click(screen.getByRole('button', { name: 'Save this' }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[0]!.match).toBe('"v1"');
    expect(sent[1]).toEqual({ body: { name: 'Harbour House', code: 'HC' }, match: '"v7"' });
  });
});

describe('a form whose sign-in has ended', () => {
  it('asks for it over the page, keeps what was typed, and then saves it', async () => {
    const queries = makeQueries();
    queries.setQueryData(sessionKey, {
      account: { id: 'a1', email: 'asha@harbour.example', second_factor: false },
      organisation: { id: 'o1', name: 'Harbour', labels: {} },
      person: { id: 'p1', name: 'Asha Rao' },
      homes: [],
      profiles: [],
      held: [],
      rights: {},
    } as never);
    begun();
    let signedIn = false;
    let saved = 0;
    server.use(
      http.post(at('/session/refresh'), () =>
        refuse(401, { code: 'unauthenticated', message: 'Please sign in.' }),
      ),
      http.post(at('/session'), async ({ request }) => {
        const { email } = (await request.json()) as { email: string };
        signedIn = email === 'asha@harbour.example';
        return answer({ state: 'signed_in', sign_in: { organisation_id: 'o1' } });
      }),
      http.get(at('/session'), () => answer({ ...(queries.getQueryData(sessionKey) as object) })),
    );
    patch(() => {
      if (!signedIn) return refuse(401, { code: 'unauthenticated', message: 'Please sign in.' });
      saved += 1;
      return answer({ ...HOME, version: 2 });
    });
    await render(<Change />, { queries });
    const user = await typeAndSave();
    const dialog = await screen.findByRole('dialog', { name: 'Sign in again' });
    expect(dialog).toHaveTextContent('You are Asha Rao');
    await user.type(within(dialog).getByLabelText('Password'), 'lantern-harbour-demo');
    await user.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(saved).toBe(1));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByLabelText('Name')).toHaveValue('Harbour House');
    forgotten();
  });
});

describe('a draft', () => {
  it('brings back what was typed after a reload, and goes when it is discarded', async () => {
    const first = await render(<Change draft="home.h1" />);
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('Name'), ' East');
    first.unmount();
    await render(<Change draft="home.h1" />);
    expect(screen.getByLabelText('Name')).toHaveValue('Harbour View East');
    await user.click(screen.getByRole('button', { name: 'Discard it' }));
    expect(screen.getByLabelText('Name')).toHaveValue('Harbour View');
    expect(Object.keys(sessionStorage)).toEqual([]);
  });

  it('never holds a secret', async () => {
    function WithSecret() {
      const form = useForm({
        initial: { email: '', password: '', keep: false },
        draft: 'x',
        secret: ['password'],
        send: async () => null,
        done: () => {},
      });
      return (
        <FormShell form={form} act="Go">
          <TextField {...form.bind('email')} label="Email" />
          <TextField {...form.bind('password')} label="Password" />
          <Checkbox {...form.bind('keep')}>Keep</Checkbox>
        </FormShell>
      );
    }
    await render(<WithSecret />);
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('Email'), 'a@b.example');
    await user.type(screen.getByLabelText('Password'), 'lantern-harbour');
    const kept = JSON.stringify(Object.entries(sessionStorage));
    expect(kept).toContain('a@b.example');
    expect(kept).not.toContain('lantern');
  });
});

/** As a number that says its value when it is left, by the press that chooses something else. */
function Both({ send }: { send: (values: { a: string; b: string }) => Promise<unknown> }) {
  const form = useForm({ initial: { a: '', b: '' }, send, done: () => {} });
  const press = () => {
    form.bind('a').onChange('left');
    form.bind('b').onChange('pressed');
    void form.submit();
  };
  return (
    <button type="button" onClick={press}>
      Both
    </button>
  );
}

it('keeps both of two fields that change in one event, and sends them', async () => {
  const sent: unknown[] = [];
  await render(<Both send={async (values) => sent.push(values)} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Both' }));
  await waitFor(() => expect(sent).toEqual([{ a: 'left', b: 'pressed' }]));
});
