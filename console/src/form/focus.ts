import { fieldId } from '~/kit/fields';

/** Puts the focus into a field, whatever it is made of; false when it isn't on the page. */
export function focusField(name: string): boolean {
  const field = document.getElementById(fieldId(name) ?? '');
  if (!field) return false;
  const control = field.matches('input, textarea, button, select')
    ? field
    : field.querySelector<HTMLElement>('input, textarea, button, select, [tabindex="0"]');
  (control ?? field).focus();
  (control ?? field).scrollIntoView?.({ block: 'center' });
  return true;
}

/** The label that people see at a field, for the summary and the comparison of a conflict. */
export function labelOf(name: string): string | undefined {
  const frame = document.getElementById(fieldId(name) ?? '')?.closest('.field');
  const label = frame?.querySelector('.label, .choice');
  return label?.firstChild?.textContent?.trim() || label?.textContent?.trim() || undefined;
}
