/** What a journey prepares or looks up beside the screen, as the person who is signed in on the page. */
import type { Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { demoUrl, expect } from './people.ts'

export async function read<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(`${demoUrl()}/api/v1${path}`)
  expect(answer.status(), path).toBe(200)
  return ((await answer.json()) as { data: T }).data
}

export async function post<T>(page: Page, path: string, data: object): Promise<T> {
  const headers = { origin: demoUrl(), 'idempotency-key': randomUUID() }
  const answer = await page.request.post(`${demoUrl()}/api/v1${path}`, { headers, data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return ((await answer.json()) as { data: T }).data
}

/** The moment so many minutes from now, as a request says it. */
export const iso = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
