/** A text with made-up facts in its braces. One pass, as the server does it; what is no placeholder of the kind is named. */
export function preview(text: string, facts: Readonly<Record<string, string>>, known: readonly string[]) {
  const unknown: string[] = [];
  const said = text.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    if (known.includes(name)) return facts[name] ?? whole;
    unknown.push(whole);
    return whole;
  });
  return { said, unknown };
}
