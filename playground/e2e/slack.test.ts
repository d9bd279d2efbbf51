import type { Message } from '../services/slack';
import { CHANNEL, expect, test, withParameters } from './office';

/** Worked out by a query of the test's own; the latest whole week that has flights ends on April 1. */
const BUSIEST = `SELECT origin, count(*) AS flights, avg((delay_minutes > 15)::INT) AS late FROM flights
	WHERE departed_at >= '2001-03-26' AND departed_at < '2001-04-02'
	GROUP BY origin ORDER BY flights DESC, origin LIMIT 5`;

const rawText = (text: string) => ({ type: 'raw_text', text });

test('rows are one message with a table, asked for as Slack documents it', async ({ office }) => {
	const { slack } = office.around;
	await office.run(office.example('weekly-numbers.json'));
	expect(slack.posted).toHaveLength(1);
	const { request, message } = slack.posted[0] ?? {};
	expect(request).toMatchObject({ method: 'POST', path: '/api/chat.postMessage' });
	expect(request?.headers).toMatchObject({
		host: 'slack.com',
		authorization: 'Bearer xoxb-of-the-playground',
		'content-type': 'application/json; charset=utf-8',
	});
	const rows = await office.sql<{ origin: string; flights: number; late: number }>(BUSIEST);
	expect(rows).toHaveLength(5);
	const [title, table, link, ...others] = message?.blocks ?? [];
	expect(others).toEqual([]);
	expect({ ...message, blocks: [title, table] }).toEqual({
		channel: CHANNEL,
		// What a notification shows.
		text: "The week's busiest airports",
		blocks: [
			{ type: 'section', text: { type: 'mrkdwn', text: "*The week's busiest airports*" } },
			{
				type: 'table',
				column_settings: [{ align: 'left' }, { align: 'right' }, { align: 'right' }],
				rows: [
					['Airport', 'Flights', 'Late'],
					...rows.map(({ origin, flights, late }) => [
						origin,
						String(flights),
						`${(late * 100).toFixed(1)} %`,
					]),
				].map((cells) => cells.map(rawText)),
			},
		],
	});
	expect(link?.text?.text).toContain('n8n workflow');
});

test('an alert is a message for each airport above the line', async ({ office }) => {
	const { slack } = office.around;
	await office.run(office.example('alert-when-late.json'));
	const messages = slack.posted.map(({ message }) => message);
	expect(messages.map(({ channel }) => channel)).toEqual([CHANNEL, CHANNEL]);
	const firstLine = ({ text = '' }: Message) => text.split('\n')[0];
	expect(messages.map(firstLine)).toEqual([
		'PHX: 26.2 % of 633 flights are late, 12.0 minutes on average.',
		'DEN: 27.0 % of 452 flights are late, 11.9 minutes on average.',
	]);
});

test('what Slack would not post fails the run', async ({ office }) => {
	const elsewhere = { channelId: { __rl: true, mode: 'name', value: '#nowhere' } };
	const workflow = withParameters(
		office.example('weekly-numbers.json'),
		'Tell the team',
		elsewhere,
	);
	await expect(office.run(workflow)).rejects.toThrow('channel_not_found');
	const tooLong = withParameters(
		office.example('weekly-numbers.json'),
		'Busiest airports of the week',
		{ timeRange: 'all', limit: 100 },
	);
	await expect(office.run(tooLong)).rejects.toThrow('invalid_blocks');
	expect(office.around.slack.posted).toEqual([]);
});
