import { useState, type ReactNode } from 'react';
import { Button } from '~/kit';

interface Props {
  picture: ReactNode;
  table: ReactNode;
  /** The words of the button: what it leads to. */
  words: { table: string; picture: string };
}

/** A picture of numbers, and the numbers themselves one press away. */
export function PictureOrTable({ picture, table, words }: Props) {
  const [asTable, setAsTable] = useState(false);
  return (
    <div className="stack tight">
      {asTable ? table : picture}
      <div className="row">
        <Button tone="quiet" icon="table" onPress={() => setAsTable(!asTable)}>
          {asTable ? words.picture : words.table}
        </Button>
      </div>
    </div>
  );
}
