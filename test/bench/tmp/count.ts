import { join } from 'node:path';
import { Child } from '../rpc';
import { caseNamed } from '../cases';
import { n8nTypes } from '../contenders/httpRequest';
import { install } from '../install';
import { NodeHelpers } from 'n8n-workflow';
async function main() {
  install();
  const [id, who] = [process.argv[2], process.argv[3]];
  const server = Child.start(join(__dirname, '..', 'server', 'main.ts'), 'server');
  n8nTypes();
  const c = caseNamed('full', id);
  const url = await server.ask<string>('open', c.server);
  const one = async () => { const k = await c.contenders[who]({ url, run: 1, batching: { size: 1, interval: 7 } } as never); await k(); };
  await one();
  const stacks = new Map<string, number>();
  const NH = NodeHelpers as any;
  for (const name of ['getNodeParameters', 'getNodeParametersIssues', 'displayParameter', 'displayParameterPath', 'getParameterIssues']) {
    try { const f = NH[name]; Object.defineProperty(NH, name, { value: function (...a: any[]) { const s = name + ' ' + (new Error().stack ?? '').split('\n').slice(2, 5).map((x) => x.trim().split('/').slice(-2).join('/')).join(' < '); stacks.set(s, (stacks.get(s) ?? 0) + 1); return f.apply(this, a); } }); } catch (e) { console.log(name, String(e)); }
  }
  await one();
  console.log([...stacks].map(([k, v]) => v + ' ' + k).join('\n'));
  await server.stop(); process.exit(0);
}
void main();
