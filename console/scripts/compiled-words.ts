// The words of src/words/en-GB are written in ICU's message language and compiled when they are built: the parser of that
// language (9 kB gzip) stays here, and a message that it can't read ends the build with its file and place.
import compile from 'icu-minify/compile';
import type { Plugin } from 'vite';

/** The part of an ESTree node that is looked at. */
interface Node {
  type: string;
  start: number;
  end: number;
  value?: unknown;
  [part: string]: unknown;
}

export function compiledWords(): Plugin {
  return {
    name: 'almoner:compiled-words',
    transform(code, id) {
      if (!/\/src\/words\/en-GB\/[^/]+\.ts$/.test(id.split('?')[0]!)) return undefined;
      const messages: Node[] = [];
      collect(this.parse(code) as unknown as Node, messages);
      let out = code;
      // From the end, so that the places of what is still to be done hold.
      for (const { start, end, value } of messages.toSorted((a, b) => b.start - a.start)) {
        out = out.slice(0, start) + JSON.stringify(compiled(value as string, id)) + out.slice(end);
      }
      return { code: out, map: null };
    },
  };
}

/** The texts that stand as a property's value. One put together with `+` would be left as it is, so there is none. */
function collect(node: unknown, found: Node[]): void {
  if (Array.isArray(node)) {
    for (const one of node) collect(one, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const here = node as Node;
  if (here.type === 'BinaryExpression' || here.type === 'TemplateLiteral') {
    throw new Error('Words are plain texts in quotes: write this one as a single text.');
  }
  const text = here.value as Node | undefined;
  if (here.type === 'Property' && text?.type === 'Literal' && typeof text.value === 'string') {
    found.push(text);
    return;
  }
  for (const [part, inner] of Object.entries(here)) if (part !== 'key') collect(inner, found);
}

function compiled(message: string, id: string): unknown {
  try {
    return compile(message);
  } catch (cause) {
    throw new Error(`${id}: "${message}" is no message in ICU's language`, { cause });
  }
}
