import { join } from 'node:path';
import { Child } from '../rpc';
import { caseNamed } from '../cases';
import { n8nTypes } from '../contenders/httpRequest';
import { install } from '../install';
async function main() {
  install();
  const [id, who, times, warm] = [process.argv[2], process.argv[3], Number(process.argv[4]), Number(process.argv[5])];
  const server = Child.start(join(__dirname, '..', 'server', 'main.ts'), 'server');
  n8nTypes();
  const c = caseNamed('full', id);
  const url = await server.ask<string>('open', c.server);
  let r = 0;
  const one = async () => { const k = await c.contenders[who]({ url, run: r++, batching: { size: 1, interval: 7 } } as never); const x = await k(); if (x.problems.length) console.log(x.problems); };
  for (let i = 0; i < warm; i++) await one();
  const ms: number[] = [], cpu: number[] = [];
  for (let i = 0; i < times; i++) {
    if (i % Number(process.env.GCE ?? 10) === 0) globalThis.gc?.();
    const c0 = process.cpuUsage(); const t = performance.now();
    await one();
    ms.push(performance.now() - t); const d = process.cpuUsage(c0); cpu.push((d.user + d.system) / 1000);
  }
  const med = (a: number[]) => [...a].sort((x, y) => x - y)[a.length >> 1].toFixed(2);
  console.log(process.cwd().padEnd(12), id, who, 'ms', med(ms), 'cpu', med(cpu));
  await server.stop();
  process.exit(0);
}
void main();
