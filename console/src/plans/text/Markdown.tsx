import { Fragment } from 'react';
import { blocksOf, type Run } from './markdown';

/** A text of a plan as it is read. It is built from elements, never from HTML: a tag that somebody typed is text. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="plan-text">
      {blocksOf(text).map((block, i) => {
        const key = `${i}`;
        if (block.kind === 'heading') {
          return (
            <p key={key} className="plan-text-heading">
              <Runs runs={block.runs} />
            </p>
          );
        }
        if (block.kind === 'list') {
          const List = block.ordered ? 'ol' : 'ul';
          return (
            <List key={key}>
              {block.items.map((runs, at) => (
                <li key={`${at}`}>
                  <Runs runs={runs} />
                </li>
              ))}
            </List>
          );
        }
        return (
          <p key={key}>
            {block.lines.map((runs, at) => (
              <Fragment key={`${at}`}>
                {at > 0 ? <br /> : null}
                <Runs runs={runs} />
              </Fragment>
            ))}
          </p>
        );
      })}
    </div>
  );
}

function Runs({ runs }: { runs: readonly Run[] }) {
  return runs.map(({ text, bold }, i) =>
    bold ? <strong key={`${i}`}>{text}</strong> : <Fragment key={`${i}`}>{text}</Fragment>,
  );
}
