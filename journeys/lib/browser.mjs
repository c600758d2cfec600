// A real Chromium, and what every page is held to: axe finds nothing, nothing is wider than the screen, no script error.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const shots = process.env.JOURNEY_SHOTS

export async function open() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
}

// A page of its own cookies. `script: false` is the old phone that runs none.
export async function page(browser, url, { width = 1280, script = true } = {}) {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height: 900 }, locale: 'vi-VN', javaScriptEnabled: script, bypassCSP: false })
  const page = await context.newPage()
  page.errors = []
  page.on('pageerror', (error) => page.errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused/.test(message.text())) page.errors.push(message.text())
  })
  return page
}

// Checks the page as it stands, and takes its picture when asked to.
export async function holds(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wide <= 0, `${name}: ${wide} pixels wider than the screen`)
  const context = await page.context().browser().newContext({ bypassCSP: true, storageState: await page.context().storageState(), viewport: page.viewportSize() })
  const twin = await context.newPage()
  await twin.goto(page.url())
  await twin.addScriptTag({ path: axe })
  const { violations } = await twin.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  await context.close()
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), [], `${name}: axe`)
  assert.deepEqual(page.errors, [], `${name}: script or policy errors`)
  if (shots) {
    await mkdir(shots, { recursive: true })
    await page.screenshot({ path: path.join(shots, `${name}-${page.viewportSize().width}.png`), fullPage: true })
  }
}
