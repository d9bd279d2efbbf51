import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { Child } from '../rpc';
import { caseNamed } from '../cases';
import { n8nTypes } from '../contenders/httpRequest';
import { install } from '../install';
async function main() {
  install();
  const [id, who, times] = [process.argv[2], process.argv[3], Number(process.argv[4])];
  const server = Child.start(join(__dirname, '..', 'server', 'main.ts'), 'server');
  n8nTypes();
  const c = caseNamed('full', id);
  const url = await server.ask<string>('open', c.server);
  const run = async (n: number) => { for (let i = 0; i < n; i++) { const k = await c.contenders[who]({ url, run: i, batching: { size: 1, interval: 7 } } as never); await k(); } };
  await run(Math.min(200, times));
  const s = new Session(); s.connect();
  await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 100 }); await s.post('Profiler.start');
  const t = performance.now();
  await run(times);
  const ms = performance.now() - t;
  const { profile } = await s.post('Profiler.stop');
  writeFileSync(`/tmp/exp/${id}-${who}.cpuprofile`, JSON.stringify(profile));
  const nodes = new Map(profile.nodes.map((n) => [n.id, n]));
  const self = new Map<number, number>();
  profile.samples!.forEach((x, i) => self.set(x, (self.get(x) ?? 0) + profile.timeDeltas![i]));
  const incl = new Map<string, number>(); 
  const name = (n: any) => `${n.callFrame.functionName || '(anon)'} ${n.callFrame.url.split('/').slice(-3).join('/')}:${n.callFrame.lineNumber + 1}`;
  const visit = (idn: number, path: Set<string>): number => {
    const n = nodes.get(idn)!; const nm = name(n); const fresh = !path.has(nm); if (fresh) path.add(nm);
    let total = self.get(idn) ?? 0;
    for (const ch of n.children ?? []) total += visit(ch, path);
    if (fresh) { path.delete(nm); incl.set(nm, (incl.get(nm) ?? 0) + total); }
    return total;
  };
  visit(profile.nodes[0].id, new Set());
  console.log(who, 'ms each', (ms / times).toFixed(3));
  [...incl].sort((a, b) => b[1] - a[1]).slice(0, Number(process.argv[5] ?? 70)).forEach(([k, v]) => console.log((v / 1000 / times).toFixed(3).padStart(8), k));
  await server.stop();
  process.exit(0);
}
void main();
