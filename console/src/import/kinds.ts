/** What can be imported: how it is asked of the API, and which columns a file may have (docs/import.md has the same). */
import type { ClientImportOut, ImportFileIn, PersonImportOut } from '@almoner/client';
import {
  useImportClients,
  useImportPeople,
  usePreviewClientImport,
  usePreviewPeopleImport,
} from '@almoner/client/react';

export type Kind = 'residents' | 'staff';
export type Out = ClientImportOut | PersonImportOut;

/** What can be asked for a file of that kind: pressed again after a lost answer it is still imported once. */
export function useCalls(kind: Kind) {
  const clients = { preview: usePreviewClientImport(), run: useImportClients() };
  const people = { preview: usePreviewPeopleImport(), run: useImportPeople() };
  const { preview, run } = kind === 'residents' ? clients : people;
  return {
    preview: (file: ImportFileIn): Promise<Out> => preview.mutateAsync([file]),
    run: (file: ImportFileIn): Promise<Out> => run.mutateAsync([file]),
  };
}

/** The columns of a file, in the order in which people fill them in; what each holds is in the words. */
export const COLUMNS = {
  residents: [
    'home',
    'family_name',
    'given_name',
    'birth_date',
    'nhs_number',
    'preferred_name',
    'title',
    'gender',
    'room',
    'bed',
    'admitted',
    'stay_kind',
    'allergies',
    'next_of_kin_name',
    'next_of_kin_relationship',
    'next_of_kin_phone',
    'key_worker',
  ],
  staff: [
    'family_name',
    'given_name',
    'email',
    'home',
    'grade',
    'manager',
    'job_title',
    'preferred_name',
    'from',
    'until',
    'agency',
    'staff_number',
  ],
} as const;
export const NEEDED: Record<Kind, readonly string[]> = {
  residents: ['home', 'family_name', 'given_name'],
  staff: ['family_name', 'given_name', 'email', 'home'],
};

/** A file that can be filled in: the header, and one line that shows how. */
export const EXAMPLES: Record<Kind, string> = {
  residents:
    'home,family_name,given_name,preferred_name,title,birth_date,nhs_number,gender,room,bed,admitted,stay_kind,allergies,next_of_kin_name,next_of_kin_relationship,next_of_kin_phone,key_worker\r\n' +
    'ROSE,Moss,Edith,Edie,Mrs,11/02/1938,943 476 5919,female,21,,03/05/2023,permanent,penicillin; nuts,Ruth Moss,daughter,0117 496 0001,\r\n',
  staff:
    'family_name,given_name,preferred_name,email,job_title,home,grade,manager,from,until,agency,staff_number\r\n' +
    'Rao,Asha,,asha.rao@example.org,carer,ROSE,carer,,,,,RC-014\r\n',
};
