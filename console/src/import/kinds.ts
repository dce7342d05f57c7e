/** What can be imported: how it is asked of the API, and which columns a file may have (docs/import.md has the same). */
import type {
  ActOptions,
  Almoner,
  CallOptions,
  ClientImportOut,
  ImportFileIn,
  PersonImportOut,
} from '@almoner/client';

export type Kind = 'residents' | 'staff';
export type Out = ClientImportOut | PersonImportOut;

/** As long as the server takes before it answers that it goes on without us, and a little more. */
const PATIENCE = 90_000;

export function callsOf(almoner: Almoner, kind: Kind) {
  const verb = kind === 'residents' ? almoner.clients.import : almoner.people.import;
  return {
    preview: (file: ImportFileIn, options: CallOptions = {}): Promise<Out> =>
      verb.preview(file, { timeout: PATIENCE, ...options }),
    run: (file: ImportFileIn, options: ActOptions): Promise<Out> =>
      verb(file, { timeout: PATIENCE, ...options }),
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
