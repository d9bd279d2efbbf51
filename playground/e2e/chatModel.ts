/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { LOOPBACK } from '../ports';

/** What the model is told of a tool. */
export interface ToolSchema {
	name: string;
	description: string;
	parameters: {
		properties: Record<string, { type: string; description: string; default?: unknown }>;
		required?: string[];
	};
}

/** A message of the chat, as n8n sends it to the model. */
export interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string;
}

/** What n8n sends for the model's next answer. */
export interface Asked {
	messages: Message[];
	tools: Array<{ function: ToolSchema }>;
}

/** An answer of the model: words, or a call of a tool. */
export type Answer = { content: string } | { call: string; with: Record<string, unknown> };

export interface ChatModel {
	/** What a credential of n8n calls the base URL. */
	url: string;
	/** What it was asked so far, oldest first. */
	asked: Asked[];
	close(): void;
}

/** A chat model in the format of OpenAI's, which gives the answers it is given, one after the other. */
export async function startChatModel(answers: Answer[]): Promise<ChatModel> {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		void read(request).then((body) => {
			const answer = answers[asked.length] ?? { content: 'I have nothing more to say.' };
			asked.push(body);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(completion(answer, `call_${asked.length}`)));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	return { url: `http://${LOOPBACK}:${port}/v1`, asked, close: () => server.close() };
}

async function read(request: IncomingMessage): Promise<Asked> {
	return JSON.parse(await text(request)) as Asked;
}

/** @param id of a call, by which n8n tells its results apart */
function completion(answer: Answer, id: string) {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 1,
		model: 'scripted',
		choices: [
			{
				index: 0,
				finish_reason: 'call' in answer ? 'tool_calls' : 'stop',
				message: { role: 'assistant', ...messageOf(answer, id) },
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function messageOf(answer: Answer, id: string) {
	if ('content' in answer) return answer;
	const { call: name, with: chosen } = answer;
	return {
		content: null,
		tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(chosen) } }],
	};
}
