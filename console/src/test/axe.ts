import axeCore from 'axe-core';

/** What axe has to say of what stands there, in words. Colours and places are the journeys' business: here nothing is drawn. */
export async function axe(where: Element): Promise<string[]> {
  const rules = {
    'color-contrast': { enabled: false },
    // A part of a screen is no page: its landmarks and its first heading are around it.
    region: { enabled: false },
    'page-has-heading-one': { enabled: false },
    'landmark-one-main': { enabled: false },
  };
  const found = await axeCore.run(where, { rules });
  return found.violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
}
