import { Cloud, type AnswerRuntime } from './cloud';
import { answerControl, Control } from './control';
import type { Delivered } from './faultKinds';
import { Faults } from './faults';
import type { RillAnswer, RillRequest } from './http';
import { listen, type ListenOptions } from './listen';
import { answerRequests, type RequestLog } from './requestLog';

/** Rill Developer and Rill Cloud on one port, the cloud's runtime on another. */
export interface Served {
	/** `http://127.0.0.1:port`, or https: base URL of Rill Developer and of Rill Cloud alike. */
	url: string;
	/** Where the cloud's runtime answers, the `runtimeHost` of every issued token. */
	runtimeUrl: string;
	/** Switches for faults and for the state of the cloud. */
	control: Control;
	close(): Promise<void>;
}

export interface Halves extends ListenOptions {
	/** Rill Developer: every path that is none of the cloud's. */
	answerLocal: (request: RillRequest) => Promise<RillAnswer>;
	/** A deployment's runtime, for a caller that the cloud vouches for. */
	answerRuntime: AnswerRuntime;
	/** Keeps every request to a Rill, those that a fault answers too. */
	log: RequestLog;
	/** Sees such a request. */
	onRequest?: (request: RillRequest) => void;
	/** Sees the answer to such a request, or hears that it will get none. */
	onAnswer?: (answer?: RillAnswer) => void;
}

/** Puts both halves behind HTTP, with the switches in front of them. */
export async function serve({
	answerLocal,
	answerRuntime,
	log,
	onRequest,
	onAnswer,
	...options
}: Halves): Promise<Served> {
	const cloud = new Cloud(answerRuntime);
	const faults = new Faults();
	const control = new Control(faults, cloud.state);
	const answerWatched = async (
		request: RillRequest,
		next: Parameters<Faults['answer']>[1],
	): Promise<Delivered> => {
		log.add(request);
		onRequest?.(request);
		let delivered: Delivered | undefined;
		try {
			delivered = await faults.answer(request, next);
			return delivered;
		} finally {
			onAnswer?.(delivered?.answer);
		}
	};
	const atRill = async (request: RillRequest): Promise<Delivered> => {
		const own = answerControl(control, request) ?? answerRequests(log, request);
		if (own) return { answer: own };
		return await answerWatched(
			request,
			async (reaching) =>
				(await cloud.answerAdminServer(reaching)) ?? (await answerLocal(reaching)),
		);
	};
	const atRuntime = async (request: RillRequest): Promise<Delivered> =>
		await answerWatched(request, async (reaching) => await cloud.answerRuntimeServer(reaching));
	const rill = await listen(atRill, options);
	const runtime = await listen(atRuntime, { ...options, port: 0 });
	cloud.state.address = { admin: rill.url, runtime: runtime.url };
	return {
		url: rill.url,
		runtimeUrl: runtime.url,
		control,
		close: async () => {
			await Promise.all([rill.close(), runtime.close()]);
		},
	};
}
