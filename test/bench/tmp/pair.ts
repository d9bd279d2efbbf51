// pair.ts <case> <times> <warm> <root:who> <root:who> ...
import { join } from 'node:path';
import { Child } from '../rpc';
async function main() {
  const [id, times, warm] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
  const specs = process.argv.slice(5).map((x) => { const [root, who] = x.split(':'); return { root, who, name: x }; });
  const server = Child.start(join(__dirname, '..', 'server', 'main.ts'), 'server');
  const mods: any = {};
  for (const { root } of specs) {
    if (mods[root]) continue;
    mods[root] = { cases: require(join(root, 'test/bench/cases')), http: require(join(root, 'test/bench/contenders/httpRequest')) };
    require(join(root, 'test/bench/install')).install();
    mods[root].http.n8nTypes();
  }
  const c0 = mods[specs[0].root].cases.caseNamed('full', id);
  const url = await server.ask<string>('open', c0.server);
  let r = 0;
  const one = async (s: any) => {
    const c = mods[s.root].cases.caseNamed('full', id);
    const t = performance.now(); const u = process.cpuUsage();
    const k = await c.contenders[s.who]({ url, run: r++, batching: { size: 1, interval: 7 } } as never);
    const ms = performance.now() - t; const d = process.cpuUsage(u);
    const x = await k();
    if (x.problems.length) console.log(x.problems);
    return [ms, (d.user + d.system) / 1000];
  };
  for (let i = 0; i < warm; i++) for (const s of specs) await one(s);
  const all = specs.map(() => [[], []] as number[][]);
  for (let i = 0; i < times; i++) {
    if (i % 50 === 0) globalThis.gc?.();
    const order = specs.map((_, k) => (k + i) % specs.length);
    for (const k of order) { const [a, b] = await one(specs[k]); all[k][0].push(a); all[k][1].push(b); }
  }
  const med = (a: number[]) => [...a].sort((x, y) => x - y)[a.length >> 1];
  const trim = (a: number[]) => { const s = [...a].sort((x, y) => x - y).slice(0, Math.floor(a.length * 0.9)); return s.reduce((x, y) => x + y, 0) / s.length; };
  specs.forEach((s, k) => console.log(s.name.padEnd(28), 'ms med', med(all[k][0]).toFixed(3), 'trimmed mean', trim(all[k][0]).toFixed(3), 'ratio', (trim(all[k][0]) / trim(all[0][0])).toFixed(3), (med(all[k][0]) / med(all[0][0])).toFixed(3), 'cpu', trim(all[k][1]).toFixed(3)));
  await server.stop();
  process.exit(0);
}
void main();
