/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** Tells how far a step is, in a few words. */
export type Report = (detail: string) => void;

/** Runs one step, and lets whoever waits see that it goes on and how long it took. */
export type Step = <T>(title: string, work: (report: Report) => Promise<T>) => Promise<T>;

const EVERY_MS = { terminal: 250, log: 15_000 };

/** Steps as lines of a terminal, the running one rewritten in place; in a log, a line now and then. */
export const printedStep: Step = async (title, work) => {
	const { stdout } = process;
	const start = Date.now();
	let detail = '';
	const line = (sign: string) =>
		`${sign} ${title}${detail === '' ? '' : `: ${detail}`} (${Math.round((Date.now() - start) / 1000)} s)`;
	const show = (sign: string, end: string) => {
		stdout.write(stdout.isTTY ? `\r\u001b[2K${line(sign)}${end}` : `${line(sign)}\n`);
	};
	const timer = setInterval(() => show('…', ''), stdout.isTTY ? EVERY_MS.terminal : EVERY_MS.log);
	let mark = '✗';
	try {
		const result = await work((text) => {
			detail = text;
		});
		mark = '✓';
		return result;
	} finally {
		clearInterval(timer);
		show(mark, '\n');
	}
};
