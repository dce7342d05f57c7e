import type { ClientImportOut, ImportProblem } from '@almoner/client';
import { aSession, aWorld, handlers } from '@almoner/client/testing';
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { at, answer, http, HttpResponse, refuse, server } from '~/test/server';
import { render, type Around } from '~/test/render';
import { ImportPage } from './ImportPage';
import { ImportWords } from './ImportWords';

const TEXT = 'home,family_name,given_name,birth_date\nROSE,Moss,Edith,11/02/1938\n';
const file = (text = TEXT, name = 'residents.csv') => new File([text], name, { type: 'text/csv' });

const rows = [
  {
    line: 2,
    outcome: 'add',
    family_name: 'Moss',
    given_name: 'Edith',
    home_name: 'Rose Court',
    birth_date: '1938-02-11',
    allergies: [],
    no_known_allergies: false,
  },
] as unknown as ClientImportOut['rows'];

const out = (parts: Partial<ClientImportOut> = {}): ClientImportOut => ({
  to_add: 1,
  already_here: 0,
  refused: 0,
  problem_count: 0,
  problems: [],
  columns: [],
  rows,
  rows_left_out: 0,
  ...parts,
});

const wrong: ImportProblem = {
  line: 2,
  column: 'birth_date',
  value: '31/31/1938',
  code: 'format',
  message: 'Write a day such as 28/03/1938.',
};

/** What the server heard: the route and the key that came with it. */
let heard: { path: string; key: string | null; body: unknown }[];

function hear(path: string, reply: () => Response | Promise<Response>) {
  server.use(
    http.post(at(path), async ({ request }) => {
      heard.push({ path, key: request.headers.get('idempotency-key'), body: await request.json() });
      return reply();
    }),
  );
}
const keysOf = (path: string) => heard.filter((one) => one.path === path).map(({ key }) => key);

const PREVIEW = '/clients/import/preview';
const IMPORT = '/clients/import';

async function page(rights: Record<string, string[]> = { clients: ['list', 'create'] }, around: Around = {}) {
  server.use(...handlers(aWorld({ session: aSession({ rights }) })));
  const view = await render(
    <ImportWords>
      <ImportPage kind="residents" />
    </ImportWords>,
    around,
  );
  await screen.findByRole('heading', { level: 1, name: 'Import residents' });
  return view;
}

async function choose(which = file(), act = 'Choose a file') {
  await userEvent.upload(await screen.findByLabelText(act, { selector: 'input' }), which);
}

beforeEach(() => {
  heard = [];
});
afterEach(clearToasts);

it('previews a file, imports it once and says what was added', async () => {
  await page();
  hear(PREVIEW, () => answer(out({ already_here: 3 })));
  let done: (reply: Response) => void = () => {};
  hear(IMPORT, () => new Promise<Response>((resolve) => (done = resolve)));
  await choose();
  expect(await screen.findByRole('heading', { name: 'Preview of residents.csv' })).toBeVisible();
  expect(screen.getByText('No problem was found. Nothing is stored yet.')).toBeVisible();
  expect(screen.getByRole('row', { name: /Moss/ })).toBeVisible();
  expect(screen.getByText('Here already, stay as they are').nextSibling).toHaveTextContent('3');
  expect(heard).toEqual([{ path: PREVIEW, key: null, body: { content: TEXT, file_name: 'residents.csv' } }]);
  // Pressed twice, as people do; the second press finds nothing to press any more.
  await userEvent.dblClick(screen.getByRole('button', { name: 'Import 1 resident' }));
  expect(await screen.findByRole('progressbar')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Import/ })).toBeNull();
  done(answer(out({ already_here: 3 })));
  expect(await screen.findByText('1 resident is added')).toBeVisible();
  expect(screen.getByText(/3 were here already and stay as they were/)).toBeVisible();
  expect(keysOf(IMPORT)).toHaveLength(1);
});

it('shows every problem at its line and column, imports nothing, and takes the corrected file', async () => {
  await page();
  hear(PREVIEW, () => answer(out({ to_add: 0, refused: 1, problem_count: 1, problems: [wrong] })));
  await choose();
  const summary = await screen.findByRole('alert');
  expect(summary).toHaveTextContent('There is one problem in residents.csv');
  expect(summary).toHaveFocus();
  const table = screen.getByRole('table', { name: 'Problems in the file' });
  expect(
    within(table).getByRole('row', { name: /Line 2 birth_date .*31\/31\/1938.* Write a day/ }),
  ).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Import/ })).toBeNull();
  hear(PREVIEW, () => answer(out()));
  await choose(file(), 'Choose another file');
  expect(await screen.findByRole('button', { name: 'Import 1 resident' })).toBeVisible();
  expect(keysOf(IMPORT)).toHaveLength(0);
});

it('shows at line and column what the import itself refuses', async () => {
  await page();
  hear(PREVIEW, () => answer(out()));
  hear(IMPORT, () =>
    refuse(422, {
      code: 'invalid',
      fields: [{ path: 'content.2.room', code: 'taken', message: 'This is taken for some of that time.' }],
    }),
  );
  await choose();
  await userEvent.click(await screen.findByRole('button', { name: 'Import 1 resident' }));
  const table = await screen.findByRole('table', { name: 'Problems in the file' });
  expect(within(table).getByRole('row', { name: /Line 2 room .*This is taken/ })).toBeVisible();
  expect(screen.getByText('Something changed since the preview. Nothing was stored.')).toBeVisible();
});

it('sends the same key again after a lost answer, and another one for another file', async () => {
  await page();
  hear(PREVIEW, () => answer(out()));
  hear(IMPORT, () => HttpResponse.error());
  await choose();
  await userEvent.click(await screen.findByRole('button', { name: 'Import 1 resident' }));
  const failed = await screen.findByRole('alert');
  expect(failed).toHaveTextContent('The file could not be imported.');
  await userEvent.click(within(failed).getByRole('button', { name: 'Try again' }));
  await screen.findByRole('alert');
  const first = new Set(keysOf(IMPORT));
  expect(first.size).toBe(1);
  expect([...first][0]).toBeTruthy();
  hear(IMPORT, () => answer(out()));
  await choose(file(`${TEXT}ROSE,Vale,Ivy,01/01/1940\n`), 'Choose another file');
  await userEvent.click(await screen.findByRole('button', { name: 'Import 1 resident' }));
  expect(await screen.findByText('1 resident is added')).toBeVisible();
  expect(new Set(keysOf(IMPORT)).size).toBe(2);
});

it('offers to go on with a file that was chosen before a reload, and forgets it when told', async () => {
  const { queries, unmount } = await page();
  hear(PREVIEW, () => answer(out()));
  await choose();
  await screen.findByRole('heading', { name: 'Preview of residents.csv' });
  unmount();
  // The route has read the session before the screen stands there.
  await page(undefined, { queries });
  const kept = 'You had chosen residents.csv before this page was loaded.';
  expect(await screen.findByText(kept)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Forget it' }));
  expect(screen.queryByText(kept)).toBeNull();
  expect(heard).toHaveLength(1);
});

it('refuses what is no file of text before anything is sent', async () => {
  await page();
  const input = await screen.findByLabelText('Choose a file', { selector: 'input' });
  // Dropped or chosen past the filter of the dialog.
  const workbook = new File([new Uint8Array([0x50, 0x4b, 3, 4, 0])], 'residents.xlsx');
  fireEvent.change(input, { target: { files: [workbook] } });
  expect(await screen.findByText('This file can’t be read')).toBeVisible();
  expect(screen.getByText(/residents.xlsx is a spreadsheet itself/)).toBeVisible();
  expect(heard).toHaveLength(0);
});

it('is not for whoever may not register residents', async () => {
  await page({ clients: ['list'] });
  expect(await screen.findByText('Only who manages a home registers its residents.')).toBeVisible();
  expect(screen.queryByLabelText('Choose a file')).toBeNull();
});
