import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test, toResidents } from '../support/people.ts'

const file = (name: string, text: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'),
})
const header = 'home,family_name,given_name,birth_date,nhs_number,allergies,next_of_kin_name,next_of_kin_relationship,next_of_kin_phone\n'

test('a manager imports residents: every bad cell is named, then a preview, then it is done', async ({ page }, info) => {
  const who = info.project.name
  await signIn(page, 'manager@harbour.example')
  await toResidents(page)
  await page.getByRole('link', { name: 'Import from a file' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Import residents' })).toBeVisible()
  await look(page, info, 'import-choose')
  const input = page.locator('input[type=file]')

  // What isn't text is refused before it is sent, with what to do.
  await input.setInputFiles(file('residents.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0])))
  await expect(page.getByText(/is a spreadsheet itself/)).toBeVisible()
  // A file of Windows: said, and read when told so.
  const windows = Buffer.concat([
    Buffer.from(`${header}HV,Bront`, 'utf8'),
    Buffer.from([0xeb]),
    Buffer.from(`,Anne ${who},17/01/1940,,,,,\n`, 'utf8'),
  ])
  await input.setInputFiles(file('windows.csv', windows))
  await expect(page.getByText(/isn’t saved as UTF-8/)).toBeVisible()
  await look(page, info, 'import-encoding')
  await page.getByRole('button', { name: 'Read it as a Windows file' }).click()
  await expect(page.getByText(`Anne ${who} Brontë`)).toBeVisible()

  await page.getByRole('button', { name: 'Choose another file' }).click()
  await input.setInputFiles(
    file(
      'residents.csv',
      `${header}HV,Moss,Edith ${who},31/02/1938,,none known,,,\nNowhere,Vale,Ivor ${who},30/07/1934,,,,,\nHV,,Maeve,09/09/1941,943 476 5910,,,,\n`,
    ),
  )
  const summary = page.getByRole('alert')
  await expect(summary).toBeFocused()
  await expect(summary).toContainText('problems in residents.csv')
  const problems = page.getByRole('table', { name: 'Problems in the file' })
  await expect(problems.getByText('birth_date')).toBeVisible()
  await expect(problems.getByText('family_name')).toBeVisible()
  await expect(problems.getByText('nhs_number')).toBeVisible()
  await look(page, info, 'import-problems')

  const right = `${header}HV,Moss,Edith ${who},11/02/1938,,penicillin; nuts,Ruth Moss,daughter,0117 496 0001\nHV,Vale,Ivor ${who},30/07/1934,,none known,,,\n`
  await page.locator('input[type=file]').setInputFiles(file('residents.csv', right))
  await expect(page.getByText('No problem was found. Nothing is stored yet.')).toBeVisible()
  await look(page, info, 'import-preview')

  // What was chosen survives a reload.
  await page.reload()
  await page.getByRole('button', { name: 'Preview it again' }).click()
  await page.getByRole('button', { name: 'Import 2 residents' }).click()
  await expect(page.getByText('2 residents are added')).toBeVisible()
  await look(page, info, 'import-done')

  // The same file again adds nobody.
  await page.getByRole('button', { name: 'Import another file' }).click()
  await page.locator('input[type=file]').setInputFiles(file('residents.csv', right))
  await expect(page.getByText('Everybody in this file is here already.')).toBeVisible()
})

test('an owner invites staff from a file', async ({ page }, info) => {
  const who = info.project.name
  await signIn(page, 'owner@harbour.example')
  await page.goto(`${demoUrl()}/import/staff`)
  await expect(page.getByRole('heading', { level: 1, name: 'Import staff' })).toBeVisible()
  const staff =
    'family_name,given_name,email,home,grade\n' +
    `Rao,Asha,asha.${who}@imported.example,HV,carer\nHale,Tom,tom.${who}@imported.example,HV,senior\n`
  await page.locator('input[type=file]').setInputFiles(file('staff.csv', staff))
  await look(page, info, 'import-staff-preview')
  await page.getByRole('button', { name: 'Invite 2 people' }).click()
  await expect(page.getByText('2 people are invited')).toBeVisible()
  await look(page, info, 'import-staff-done')
})

test('a carer may import nobody', async ({ page }) => {
  await signIn(page, 'carer@harbour.example')
  await expect(page.getByRole('link', { name: 'Import from a file' })).toHaveCount(0)
  await page.goto(`${demoUrl()}/import/residents`)
  await expect(page.getByText('Only who manages a home registers its residents.')).toBeVisible()
  await expect(page.locator('input[type=file]')).toHaveCount(0)
})
