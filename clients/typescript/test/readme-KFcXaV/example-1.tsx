import { createAlmoner } from '@almoner/client';
import { AlmonerProvider, createQueryClient, useClients, useUpdateClient } from '@almoner/client/react';
import { QueryClientProvider } from '@tanstack/react-query';

const almoner = createAlmoner({ baseUrl: 'http://localhost:8080', credentials: 'include' });
const queries = createQueryClient();

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <AlmonerProvider client={almoner}>
        <Residents />
      </AlmonerProvider>
    </QueryClientProvider>
  );
}

function Residents() {
  const { rows, error } = useClients({ status: ['current'] });
  if (error) return <p>{error.code === 'forbidden' ? 'Not yours to see' : error.message}</p>;
  return rows.map((row) => <Row key={row.id} row={row} />);
}

function Row({ row }: { row: ReturnType<typeof useClients>['rows'][number] }) {
  const update = useUpdateClient(row.id, { onConflict: ({ current }) => console.log('it is now', current) });
  // `can` says what the person may do with this row; a button that would be refused isn't there.
  if (!row.can.includes('update')) return <p>{row.given_name}</p>;
  return <button onClick={() => update.mutate({ record: row, patch: { preferred_name: 'Edie' } })}>{row.given_name}</button>;
}

export {};
