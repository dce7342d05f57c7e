import { look } from '../support/look.ts'
import { RESIDENT, demoUrl, expect, signIn, test, toResidents } from '../support/people.ts'

/** A stylesheet that did not come stands in the page all the same, but has no rules that can be read. */
function hasRules(links: Element[]): boolean {
  try {
    return links.length > 0 && links.every((link) => (link as HTMLLinkElement).sheet!.cssRules.length > 0)
  } catch {
    return false
  }
}

test('a carer signs in, finds a resident, and sees what must not be overlooked', async ({ page }, info) => {
  await page.goto(demoUrl())
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await look(page, info, 'sign-in')

  // An empty form says what is missing, at the fields and in a summary that has the focus.
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Enter your email.').first()).toBeVisible()
  await look(page, info, 'sign-in-mistakes')

  await signIn(page, 'carer@harbour.example')
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
  await toResidents(page)
  const first = page.getByRole('link', { name: RESIDENT.named }).first()
  await expect(first).toBeVisible()
  await look(page, info, 'residents')
  // What a carer may not do is not there.
  await expect(page.getByRole('link', { name: 'New resident' })).toHaveCount(0)

  // The search is in the address, so that Back and a copied link show the same.
  await page.getByRole('searchbox', { name: 'Search residents' }).fill(RESIDENT.family)
  await expect(page).toHaveURL(/q=Akhtar/)
  await first.click()
  await expect(page.getByRole('heading', { level: 1, name: RESIDENT.named })).toBeVisible()
  const alert = page.getByText(RESIDENT.alert).first()
  await expect(alert).toBeVisible()
  await look(page, info, 'resident')

  // Under every tab they stand in the same place.
  await page.getByRole('tab', { name: 'Contacts' }).click()
  await expect(alert).toBeVisible()
  await look(page, info, 'resident-contacts')
  await page.getByRole('tab', { name: 'Stays' }).click()
  await look(page, info, 'resident-stays')
})

test('an address that is nobody’s, and a resident who is not theirs, show no page', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  await page.goto(`${demoUrl()}/nowhere`)
  await expect(page.getByText('There is nothing here')).toBeVisible()
  await look(page, info, 'not-found')
  await page.goto(`${demoUrl()}/residents/0190b7a0-0000-7000-8000-000000000001`)
  await expect(page.getByText('There is no such resident here')).toBeVisible()
  await look(page, info, 'resident-not-found')
})

test('without a connection what was loaded stays, and the page says so', async ({ page, context }, info) => {
  await signIn(page, 'carer@harbour.example')
  await toResidents(page)
  await expect(page.getByRole('link', { name: RESIDENT.named }).first()).toBeVisible()
  const lost: string[] = []
  page.on('requestfailed', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.css')) lost.push(pathname)
  })
  await context.setOffline(true)
  await expect(page.getByText('Offline').first()).toBeVisible()
  await expect(page.getByRole('link', { name: RESIDENT.named }).first()).toBeVisible()
  await look(page, info, 'offline')
  // A page is fetched ahead when somebody points at its link.
  const resident = page.getByRole('link', { name: RESIDENT.named }).first()
  await resident.hover()
  await expect.poll(() => lost.length).toBeGreaterThan(0)
  await context.setOffline(false)
  await expect(page.getByText('Offline')).toHaveCount(0)
  // What did not come then comes with the connection, its looks too.
  await resident.click()
  await expect(page.getByRole('heading', { level: 1, name: RESIDENT.named })).toBeVisible()
  const sheet = page.locator(`link[rel=stylesheet][href$="${lost[0]}"]`)
  await expect.poll(() => sheet.evaluateAll(hasRules)).toBe(true)
})
