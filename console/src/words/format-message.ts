import format from 'use-intl/format-message/format-only';

/**
 * The formatter of compiled messages, in place of use-intl's own. One that comes to nothing ("{n, plural, =0 {} …}") is an empty
 * text; icu-minify answers an empty list for it, which use-intl takes for a mistake and shows the message's name.
 */
function formatted(...message: Parameters<typeof format>) {
  const said = format(...message);
  return Array.isArray(said) && said.length === 0 ? '' : said;
}
/** `raw`: whether `t.raw` works, which it does not where messages are compiled. */
export default Object.assign(formatted, { raw: format.raw });
