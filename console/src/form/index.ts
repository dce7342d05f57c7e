/** Forms: what was typed is never lost, and every complaint stands at its field. */
export { FormShell } from './form-shell';
export { dropDraft, keepDraft, readDraft } from './drafts';
export { useForm, type Form, type Mistakes } from './use-form';
export { ConflictView } from './conflict-view';
export { focusField } from './focus';
