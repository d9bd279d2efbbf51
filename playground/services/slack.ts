import type { Service, ServiceAnswer, ServiceRequest } from './interception';

/** A block of a message; of its fields, those whose limits are checked. */
export interface Block {
	type: string;
	text?: { type: string; text: string };
	rows?: Array<Array<{ type: string; text?: string }>>;
	column_settings?: unknown[];
}

/** The JSON of a `chat.postMessage`. */
export interface Message {
	channel?: string;
	text?: string;
	blocks?: Block[];
}

/** https://docs.slack.dev/reference/methods/chat.postMessage, and Block Kit's pages of each block */
const MOST = {
	/** Slack cuts what is longer; a message that is cut is none that was wanted. */
	text: 40_000,
	blocks: 50,
	sectionText: 3_000,
	tables: 1,
	tableRows: 100,
	tableColumns: 20,
	tableText: 10_000,
};

/** Takes messages of a workspace as Slack documents it, and refuses what Slack would refuse. */
export class Slack {
	/** What was posted, and how it was asked for; oldest first. */
	readonly posted: Array<{ request: ServiceRequest; message: Message }> = [];

	constructor(
		private readonly token: string,
		private readonly channels: string[],
	) {}

	readonly answer: Service = (request) => {
		if (request.path !== '/api/chat.postMessage' || request.method !== 'POST') {
			return refused('unknown_method');
		}
		const problem = this.whoAsks(request) ?? this.post(request);
		if (problem) return refused(problem);
		const ts = `1700000000.${String(this.posted.length).padStart(6, '0')}`;
		const { channel, ...message } = this.posted.at(-1)?.message ?? {};
		return { status: 200, body: { ok: true, channel, ts, message: { ...message, ts } } };
	};

	private whoAsks({ headers }: ServiceRequest): string | undefined {
		if (headers.authorization === undefined) return 'not_authed';
		return headers.authorization === `Bearer ${this.token}` ? undefined : 'invalid_auth';
	}

	/** Posts the message, or says why not. */
	private post(request: ServiceRequest): string | undefined {
		if (!String(request.headers['content-type']).startsWith('application/json')) {
			return 'invalid_post_type';
		}
		const message = JSON.parse(request.body) as Message;
		if (!this.channels.includes(message.channel ?? '')) return 'channel_not_found';
		const problem = problemOf(message);
		if (!problem) this.posted.push({ request, message });
		return problem;
	}
}

/** Slack's refusals are answers of status 200. */
const refused = (error: string): ServiceAnswer => ({ status: 200, body: { ok: false, error } });

function problemOf({ text = '', blocks = [] }: Message): string | undefined {
	if (text === '' && blocks.length === 0) return 'no_text';
	if (text.length > MOST.text) return 'msg_too_long';
	const tables = blocks.filter(({ type }) => type === 'table');
	const areFine = blocks.length <= MOST.blocks && tables.length <= MOST.tables;
	return areFine && blocks.every(isFine) ? undefined : 'invalid_blocks';
}

function isFine({ type, text, rows = [], column_settings: columns = [] }: Block): boolean {
	if (type === 'section') {
		return text !== undefined && text.text !== '' && text.text.length <= MOST.sectionText;
	}
	if (type !== 'table') return false;
	const cells = rows.flat();
	const texts = cells.map((cell) => cell.text ?? '');
	return (
		rows.length > 0 &&
		rows.length <= MOST.tableRows &&
		rows.every((row) => row.length > 0 && row.length <= MOST.tableColumns) &&
		columns.length <= MOST.tableColumns &&
		cells.every((cell) => cell.type === 'raw_text') &&
		texts.every((cell) => typeof cell === 'string' && cell !== '') &&
		texts.join('').length <= MOST.tableText
	);
}
