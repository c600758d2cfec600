// The platform under test: the real program with a private PostgreSQL and the demonstration province, in a folder of its own.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, chmod } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

const STARTS_WITHIN_MS = 300_000

async function freePort() {
  const server = net.createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

// Starts the program and waits until it says that it is ready. `stop()` ends it as Ctrl-C does; `kill()` as a power cut does.
export async function start({ data } = {}) {
  const binary = process.env.LIENTHONG_BIN
  if (!binary) throw new Error('LIENTHONG_BIN names the program to test; `make journeys` sets it')
  const own = data ?? (await mkdtemp(path.join(os.tmpdir(), 'lt-journey-')))
  await chmod(own, 0o755)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const said = []
  const child = spawn(binary, ['up'], {
    env: { ...process.env, LIENTHONG_DATA: own, LIENTHONG_WEB_LISTEN: `127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  let gone = false
  ended.then(() => (gone = true))
  const until = Date.now() + STARTS_WITHIN_MS
  for (;;) {
    if (gone) throw new Error(`the program ended while starting:\n${said.join('').slice(-4000)}`)
    if (Date.now() > until) throw new Error(`not ready in time:\n${said.join('').slice(-4000)}`)
    const ready = await fetch(`${url}/readyz`).catch(() => null)
    if (ready?.ok) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return {
    url,
    data: own,
    said: () => said.join(''),
    async stop() {
      child.kill('SIGINT')
      await ended
      if (!data) await rm(own, { recursive: true, force: true })
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
