import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { RillRun } from '../run';

/** One operation of the node: what the editor shows and what it does with one input item. */
export interface RillOperation {
	/** The value that workflows store. */
	value: string;
	/** In the operation list. */
	name: string;
	/** In the nodes panel. */
	action: string;
	description: string;
	fields: INodeProperties[];
	/** The items that one input item becomes, each linked to it. */
	execute(run: RillRun, itemIndex: number): Promise<INodeExecutionData[]>;
	/**
	 * Whether all input items together are one piece of work. Then `execute` is called once, with the
	 * first item, and reads the others itself.
	 */
	takesAllItems?(context: IExecuteFunctions): boolean;
}

/** A group of operations under one name in the editor. */
export interface RillResource {
	value: string;
	name: string;
	operations: RillOperation[];
	/** What a newly added node shows first. */
	defaultOperation: string;
}
