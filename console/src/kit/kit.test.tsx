import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { render } from '~/test/render';
import { Menu, NumberField, Status, Table, toast, type Column, type State } from '.';

const STATES: State[] = ['done', 'overdue', 'due', 'waiting', 'refused', 'active', 'away', 'ended', 'draft'];

describe('Status', () => {
  it('has a shape of its own for each state, and a word', async () => {
    const view = await render(
      <>
        {STATES.map((state) => (
          <Status key={state} state={state}>
            {`word of ${state}`}
          </Status>
        ))}
      </>,
    );
    const shapes = STATES.map((state) => {
      const status = view.container.querySelector(`[data-state=${state}]`)!;
      expect(status).toHaveTextContent(`word of ${state}`);
      return status.querySelector('svg')!.innerHTML;
    });
    expect(new Set(shapes).size).toBe(STATES.length);
  });
});

interface Row {
  id: string;
  name: string;
}
const ROWS: Row[] = ['Ada', 'Bea', 'Cyril'].map((name) => ({ id: name, name }));
const COLUMNS: Column<Row>[] = [
  { id: 'name', label: 'Name', sort: 'name', cell: (row) => <a href={`/${row.id}`}>{row.name}</a> },
  { id: 'more', label: 'More', cell: () => <button type="button">More</button> },
];

describe('Table', () => {
  it('goes from row to row by the keyboard, also from a control inside the row', async () => {
    await render(<Table label="People" columns={COLUMNS} rows={ROWS} rowId={({ id }) => id} />);
    const user = userEvent.setup();
    screen.getByRole('link', { name: 'Ada' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('link', { name: 'Bea' })).toHaveFocus();
    await user.tab();
    await user.keyboard('{ArrowUp}');
    expect(screen.getByRole('link', { name: 'Ada' })).toHaveFocus();
    await user.keyboard('{End}');
    expect(screen.getByRole('link', { name: 'Cyril' })).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('link', { name: 'Cyril' })).toHaveFocus();
  });

  it('turns the order round on a second press, and says so to screen readers', async () => {
    const onSort = vi.fn();
    await render(
      <Table
        label="People"
        columns={COLUMNS}
        rows={ROWS}
        rowId={({ id }) => id}
        sort="name"
        onSort={onSort}
      />,
    );
    expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
    await userEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(onSort).toHaveBeenCalledWith('-name');
  });
});

describe('Menu', () => {
  it('opens on the first press, acts, and gives the focus back', async () => {
    const onAction = vi.fn();
    await render(<Menu label="More" trigger="…" entries={[{ id: 'a', label: 'Archive', onAction }]} />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Archive' }));
    expect(onAction).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.getByRole('button', { name: 'More' })).toHaveFocus());
  });
});

describe('toast', () => {
  it('takes it back while it stands', async () => {
    await render(<p>page</p>);
    const undo = vi.fn();
    act(() => toast({ text: 'Alert ended', undo }));
    const region = screen.getByRole('region', { name: 'Notices' });
    expect(region).toHaveAttribute('aria-live', 'polite');
    await userEvent.click(within(region).getByRole('button', { name: 'Undo' }));
    expect(undo).toHaveBeenCalledOnce();
    expect(within(region).queryByText('Alert ended')).toBeNull();
  });

  it('says the same once, and loses no way back', async () => {
    await render(<p>page</p>);
    const undo = vi.fn();
    act(() => {
      toast({ text: 'Saved' });
      toast({ text: 'Rung removed', undo });
      toast({ text: 'Saved' });
    });
    const region = screen.getByRole('region', { name: 'Notices' });
    expect(within(region).getAllByText('Saved')).toHaveLength(1);
    await userEvent.click(within(region).getByRole('button', { name: 'Undo' }));
    expect(undo).toHaveBeenCalledOnce();
  });
});

describe('NumberField', () => {
  it('is null while it is empty, and its steppers say what they change', async () => {
    const onChange = vi.fn();
    await render(<NumberField label="Beds" value={4} onChange={onChange} min={0} />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'More Beds' }));
    expect(onChange).toHaveBeenLastCalledWith(5);
    await user.clear(screen.getByRole('textbox', { name: 'Beds' }));
    await user.tab();
    expect(onChange).toHaveBeenLastCalledWith(null);
  });
});
