import {
  aClient,
  aPlanVersion,
  aSession,
  aTaskDefinition,
  aWorld,
  handlers,
  idOf,
  invalid,
  problem,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { HttpResponse, at, http, server } from '~/test/server';
import { EditorPage } from './EditorPage';
import type { Part } from './parts';

afterEach(clearToasts);

const client = aClient({}, 1);
const active = aPlanVersion({}, 1);
const draft = aPlanVersion({ status: 'draft', based_on_id: active.id, sections: active.sections }, 2);
const task = aTaskDefinition({}, 1);
/** The same piece of care in the draft. */
const copy = aTaskDefinition({ care_plan_version_id: draft.id, lineage_id: task.lineage_id }, 11);

async function editor(parts: Parameters<typeof aWorld>[0] = {}, part: Part = 'sleep') {
  const world = aWorld({
    session: aSession(),
    clients: [client],
    planVersions: [active, draft],
    definitions: [task, copy],
    ...parts,
  });
  server.use(...handlers(world));
  const opened: Part[] = [];
  const view = await render(
    <EditorPage id={client.id} version={draft.id} part={part} onPart={(next) => opened.push(next)} />,
  );
  return { world, opened, ...view };
}

const now = (world: Awaited<ReturnType<typeof editor>>['world']) => world.planVersions.get(draft.id)!;
const need = () => screen.findByRole('textbox', { name: 'Need' });

describe('the editor of a draft', () => {
  it('stands beside what is in force, and marks the parts that differ', async () => {
    const changed = {
      ...draft,
      sections: { ...draft.sections, skin: { need: 'Dry' }, sleep: { need: 'Other' } },
    };
    const { container, opened } = await editor({ planVersions: [active, changed] });
    expect(await need()).toHaveValue('Other');
    const beside = await screen.findByRole('complementary', { name: 'In force now: version 1' });
    expect(within(beside).getByText('Wakes at four')).toBeVisible();
    const parts = screen.getByRole('navigation', { name: 'Parts of the plan' });
    expect(within(parts).getByRole('button', { name: 'Sleep changed' })).toBeInTheDocument();
    expect(within(parts).getByRole('button', { name: 'Skin new' })).toBeInTheDocument();
    await userEvent.click(within(parts).getByRole('button', { name: 'Skin new' }));
    expect(opened).toEqual(['skin']);
    await userEvent.click(within(beside).getByRole('switch', { name: 'Show what changed' }));
    expect(beside.querySelector('del')).toHaveTextContent('Wakes at four');
    expect(await axe(container)).toEqual([]);
  });

  it('saves what was typed when the field is left, and says when', async () => {
    const { world } = await editor();
    await userEvent.type(await need(), ' and at six');
    await userEvent.tab();
    expect(await screen.findByText(/^Saved \d\d:\d\d$/)).toBeVisible();
    expect(now(world).sections.sleep).toEqual({
      need: 'Wakes at four and at six',
      support: 'Offer a warm drink',
    });
  });

  it('keeps what was typed through a dead network and a reload', async () => {
    const { unmount } = await editor();
    server.use(http.patch(at('/care-plan-versions/:id'), () => HttpResponse.error()));
    await userEvent.type(await need(), '!');
    await userEvent.tab();
    expect(await screen.findByText(/^Offline: kept on this device/)).toBeVisible();
    unmount();
    const { world } = await editor();
    expect(await need()).toHaveValue('Wakes at four!');
    expect(screen.getByText(/not saved is back/)).toBeVisible();
    await userEvent.click(await need());
    await userEvent.tab();
    await waitFor(() => expect(now(world).sections.sleep?.need).toBe('Wakes at four!'));
  });

  it('asks where somebody else changed the same text, and saves what is kept', async () => {
    const { world } = await editor();
    await need();
    world.planVersions.set(draft.id, {
      ...draft,
      version: 9,
      sections: { ...draft.sections, sleep: { need: 'Sleeps through', support: 'Milk' } },
    });
    await userEvent.clear(await need());
    await userEvent.type(await need(), 'Wakes at five');
    await userEvent.tab();
    const merge = await screen.findByRole('region', { name: 'You and somebody else changed the same text' });
    expect(within(merge).getAllByText('Wakes at four')[0]).toBeVisible();
    await userEvent.click(within(merge).getByRole('button', { name: 'Keep these and save' }));
    expect(within(merge).getByText('Choose what to keep for Sleep: Need.')).toBeVisible();
    expect(now(world).version).toBe(9);
    await userEvent.click(within(merge).getByRole('radio', { name: 'Both, one below the other' }));
    const kept = within(merge).getByRole('textbox', { name: 'Sleep: Need' });
    expect(kept).toHaveValue('Sleeps through\n\nWakes at five');
    await userEvent.clear(kept);
    await userEvent.type(kept, 'Sleeps until five');
    await userEvent.click(within(merge).getByRole('button', { name: 'Keep these and save' }));
    await waitFor(() =>
      expect(now(world).sections.sleep).toEqual({ need: 'Sleeps until five', support: 'Milk' }),
    );
    expect(await need()).toHaveValue('Sleeps until five');
  });

  it('shows what was not saved when the version is no draft any more', async () => {
    const { world } = await editor();
    await need();
    world.planVersions.set(draft.id, { ...draft, version: 3, status: 'in_review', can: ['send_back'] });
    await userEvent.type(await need(), ' and at six');
    await userEvent.tab();
    const left = await screen.findByRole('region', { name: 'Not saved: Sleep: Need' });
    expect(within(left).getByText('Wakes at four and at six')).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Need' })).toBeNull();
  });

  it('shows it too to whoever has lost the right to write meanwhile', async () => {
    await editor();
    server.use(http.patch(at('/care-plan-versions/:id'), () => problem('not_found')));
    await userEvent.type(await need(), ' and at six');
    await userEvent.tab();
    expect(await screen.findByText('You can’t write in this version any more')).toBeVisible();
    expect(screen.getByRole('region', { name: 'Not saved: Sleep: Need' })).toBeVisible();
  });

  it('says what is wrong with a text where the server refuses it, and leaves it there', async () => {
    await editor();
    const why = 'Take out the control characters.';
    server.use(http.patch(at('/care-plan-versions/:id'), () => invalid('domains.sleep.need', 'format', why)));
    await userEvent.type(await need(), '?');
    await userEvent.tab();
    expect(await screen.findByText(`Not saved: ${why}`)).toBeVisible();
    expect(await need()).toHaveValue('Wakes at four?');
    expect(screen.getByRole('button', { name: 'Save now' })).toBeVisible();
  });

  it('is handed in with everything that was typed', async () => {
    const { world, router } = await editor();
    await userEvent.type(await need(), ' today');
    await userEvent.click(screen.getByRole('button', { name: 'Hand in for review' }));
    await waitFor(() => expect(now(world).status).toBe('in_review'));
    expect(now(world).sections.sleep?.need).toBe('Wakes at four today');
    await waitFor(() => expect(router.state.location.pathname).toMatch(/\/publish$/));
  });

  it('is brought up to a version that was published meanwhile, when somebody says so', async () => {
    const newer = aPlanVersion({}, 3);
    const { world } = await editor({ planVersions: [{ ...active, status: 'superseded' }, draft, newer] });
    await userEvent.click(await screen.findByRole('button', { name: 'It is brought up to version 3' }));
    await waitFor(() => expect(now(world).based_on_id).toBe(newer.id));
  });

  it('shows nothing of a version of somebody else', async () => {
    await editor({ planVersions: [{ ...draft, client_id: idOf('client', 2) }] });
    expect(await screen.findByText('There is no such version here')).toBeVisible();
  });
});

describe('the tasks of a draft', () => {
  it('are new, changed, or end beside those in force', async () => {
    const other = aTaskDefinition({ title: 'Check the heels' }, 2);
    const changed = { ...copy, times: ['11:00:00'] };
    const fresh = aTaskDefinition({ title: 'Tea on the landing', care_plan_version_id: draft.id }, 12);
    await editor({ definitions: [task, other, changed, fresh] }, 'mobility_falls');
    const line = async (title: string) => (await screen.findByText(title)).closest('li')!;
    await screen.findByText('Changed');
    expect(await line('Walk to the lounge')).toHaveTextContent('Changed');
    expect(await line('Tea on the landing')).toHaveTextContent('New');
    expect(await line('Check the heels')).toHaveTextContent('Ends with this version');
  });

  it('are added with their times, and what is missing is said at its field', async () => {
    const { world } = await editor({}, 'mobility_falls');
    await userEvent.click(await screen.findByRole('button', { name: 'Add task' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Some days of the week' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add task' }));
    expect(await within(dialog).findAllByText('Choose at least one day.')).not.toEqual([]);
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'What is done' }), 'Exercises');
    await userEvent.click(within(dialog).getByRole('checkbox', { name: 'Tuesday' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add task' }));
    expect(await screen.findByText('Exercises is saved')).toBeVisible();
    const made = [...world.definitions.values()].find(({ title }) => title === 'Exercises');
    expect(made).toMatchObject({ weekdays: [2], times: ['08:00'], people: 1, domain: 'mobility_falls' });
    expect(await screen.findByText('08:00 Tue')).toBeVisible();
  });

  it('of a prompt name no dose: the dialog says so, and has its usual words', async () => {
    const { world } = await editor({}, 'medication');
    await userEvent.click(await screen.findByRole('button', { name: 'Add task' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Prompt: sign on the MAR chart' }));
    expect(within(dialog).getByRole('textbox', { name: 'What is done' })).toHaveValue(
      'Give and sign on the MAR chart',
    );
    expect(within(dialog).getAllByText(/No medicine and no dose/)[0]).toBeVisible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add task' }));
    await waitFor(() =>
      expect([...world.definitions.values()].some(({ kind }) => kind === 'prompt')).toBe(true),
    );
  });

  it('are removed, and come back by Undo', async () => {
    const { world } = await editor({}, 'mobility_falls');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove task Walk to the lounge' }));
    await waitFor(() => expect(world.definitions.get(copy.id)!.archived_at).toBeTruthy());
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(world.definitions.get(copy.id)!.archived_at).toBeNull());
  });
});
