/** A tablet that a home shares, as the people use it who stand at it. */
import type { Page } from '@playwright/test'
import { read } from './api.ts'
import { demoUrl, expect, PASSWORD } from './people.ts'

export const PIN = { carer: '739104', senior: '482917' }

export const nav = (page: Page) => page.getByRole('navigation').first()
export const asks = (page: Page) => page.getByRole('heading', { name: 'Who are you?' })

/** The page of the shared tablets of the home that whoever is signed in manages. */
export async function tabletsOf(page: Page): Promise<string> {
  const { homes } = await read<{ homes: { id: string; manager: string | null }[] }>(page, '/session')
  return `${demoUrl()}/homes/${homes.find(({ manager }) => manager !== null)!.id}/tablets`
}

/** On that page: makes this device one of them. */
export async function share(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Share this device' }).click()
  await page.getByLabel('What people call it').fill(name)
  await page.getByRole('button', { name: 'Share this device and sign out' }).click()
  await expect(asks(page)).toBeVisible()
}

export async function type(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click()
}

/** The first time: by password, and a PIN typed twice. */
export async function firstTime(page: Page, email: string, pin: string): Promise<void> {
  if (await asks(page).isVisible()) await page.getByRole('button', { name: 'Sign in with email and password' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'A PIN for this tablet' })).toBeVisible()
  await expect(page.getByText('Choose six to eight digits')).toBeVisible()
  await type(page, pin)
  await page.getByRole('button', { name: 'Next' }).click()
  await type(page, pin)
  await page.getByRole('button', { name: 'Keep this PIN' }).click()
  await expect(nav(page)).toBeVisible()
}

export async function putDown(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Switch person' }).click()
  await expect(asks(page)).toBeVisible()
}

/** Two taps and the digits. */
export async function takeUp(page: Page, name: RegExp, pin: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await type(page, pin)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
