/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { PROJECT_DIR } from './engine';

/** What stands in a message where the code puts in a name or a value. */
export const HOLE = '…';

/** A message as the code writes it, with holes where it puts something in. */
export interface WrittenMessage {
	text: string;
	/** The kind of the error; undefined for hints, and where it is decided elsewhere. */
	kind?: string;
}

/** By which argument a call takes a message, and its kind (an argument too, or always the same). */
const CALLS: Record<string, { message: number; kind?: number | string }> = {
	RillError: { kind: 0, message: 1 },
	build: { kind: 0, message: 1 },
	notRenewed: { kind: 0, message: 1 },
	notFromRill: { kind: 'unexpected', message: 0 },
	NodeOperationError: { message: 1 },
	Error: { message: 0 },
	noFields: { message: 0 },
	whenAnswered: { message: 2 },
	whenStatus: { message: 1 },
	warn: { message: 0 },
};

/** Functions that give back texts of hints, or of notes for a model. */
const TELLING = ['warningsFor', 'undeclaredWarning', 'cutNotes'];

/** Functions whose fixed words are a part of messages. */
const REASONS = ['reasonOf', 'rejectedReason'];

/** Members whose text a person reads. */
const MEMBERS = ['message'];

/**
 * Every message that the shipped code can show to a person, read from its syntax: errors, hints
 * beside the output, notes for a model, and what the test of a credential says.
 */
export function writtenMessages(): WrittenMessage[] {
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(PROJECT_DIR, folder), { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.ts'))
			.map((path) => parse(join(folder, path))),
	);
	const reasons = new Map(
		REASONS.map((name) => [name, sources.flatMap((one) => returned(one, name))]),
	);
	return sources.flatMap((source) => new Reader(reasons).read(source));
}

function parse(file: string): ts.SourceFile {
	const text = readFileSync(join(PROJECT_DIR, file), 'utf8');
	return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** The texts that the functions of a name give back, as far as they stand there. */
function returned(source: ts.SourceFile, name: string): string[] {
	return nodesIn(source)
		.filter(ts.isReturnStatement)
		.filter((statement) => functionAround(statement) === name)
		.flatMap(({ expression }) =>
			expression && ts.isStringLiteralLike(expression) ? [expression.text] : [],
		);
}

function nodesIn(node: ts.Node): ts.Node[] {
	const inner: ts.Node[] = [];
	ts.forEachChild(node, (child) => void inner.push(...nodesIn(child)));
	return [node, ...inner];
}

class Reader {
	private readonly found: WrittenMessage[] = [];

	constructor(private readonly reasons: Map<string, string[]>) {}

	read(source: ts.SourceFile): WrittenMessage[] {
		for (const node of nodesIn(source)) this.look(node);
		return this.found;
	}

	private look(node: ts.Node): void {
		if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
			const rule = Object.hasOwn(CALLS, nameOf(node.expression))
				? CALLS[nameOf(node.expression)]
				: undefined;
			const given = node.arguments ?? [];
			if (rule) {
				const { kind, message } = rule;
				this.add(given[message], typeof kind === 'number' ? literal(given[kind]) : kind);
			}
		} else if (ts.isPropertyAssignment(node) && MEMBERS.includes(nameOf(node.name))) {
			this.add(node.initializer, kindAround(node));
		} else if (ts.isReturnStatement(node) && TELLING.includes(functionAround(node))) {
			this.add(node.expression);
		}
	}

	private add(expression: ts.Expression | undefined, kind?: string): void {
		const texts = expression ? this.textsOf(expression) : [];
		// What only passes another message on has no words of its own.
		for (const text of texts.filter((one) => /[a-z]{2}/i.test(one))) {
			this.found.push({ text, ...(kind === undefined ? {} : { kind }) });
		}
	}

	/** What an expression can be as text: every branch of it. */
	private textsOf(node: ts.Expression): string[] {
		if (ts.isStringLiteralLike(node)) return [node.text];
		if (ts.isParenthesizedExpression(node)) return this.textsOf(node.expression);
		if (ts.isArrayLiteralExpression(node)) {
			return node.elements.flatMap((one) => this.textsOf(one));
		}
		if (ts.isConditionalExpression(node)) {
			return [node.whenTrue, node.whenFalse].flatMap((one) => this.textsOf(one));
		}
		if (!ts.isTemplateExpression(node)) return [];
		return node.templateSpans.reduce(
			(texts, { expression, literal: { text: rest } }) =>
				texts.flatMap((text) => this.inserted(expression).map((part) => text + part + rest)),
			[node.head.text],
		);
	}

	/** What is put into a template: one of the texts that stand there, or whatever comes. */
	private inserted(expression: ts.Expression): string[] {
		const known = this.knownTexts(expression);
		return known.length > 0 ? known : [HOLE];
	}

	private knownTexts(expression: ts.Expression): string[] {
		// `client/titles.ts`: of a metrics view the same is said.
		if (/\b(title|titleOf|titleIn|atStart)\b/.test(expression.getText())) return [`API "${HOLE}"`];
		if (ts.isConditionalExpression(expression)) return this.textsOf(expression);
		if (ts.isIdentifier(expression)) return constant(expression);
		return ts.isCallExpression(expression)
			? (this.reasons.get(nameOf(expression.expression)) ?? [])
			: [];
	}
}

/** The text of a constant of the same file. */
function constant(name: ts.Identifier): string[] {
	return name
		.getSourceFile()
		.statements.filter(ts.isVariableStatement)
		.flatMap(({ declarationList }) => [...declarationList.declarations])
		.filter((declared) => nameOf(declared.name) === name.text)
		.flatMap(({ initializer }) => literal(initializer) ?? []);
}

function nameOf(node: ts.Node): string {
	if (ts.isIdentifier(node)) return node.text;
	return ts.isPropertyAccessExpression(node) ? node.name.text : '';
}

function literal(node: ts.Node | undefined): string | undefined {
	return node && ts.isStringLiteral(node) ? node.text : undefined;
}

/** The `kind` of the object around a member, such as a rule of `client/knownAnswers.ts`. */
function kindAround(node: ts.Node): string | undefined {
	for (let outer = node.parent; outer; outer = outer.parent) {
		if (!ts.isObjectLiteralExpression(outer)) continue;
		for (const member of outer.properties) {
			if (ts.isPropertyAssignment(member) && nameOf(member.name) === 'kind') {
				return literal(member.initializer);
			}
		}
	}
	return undefined;
}

function functionAround(node: ts.Node): string {
	for (let outer = node.parent; outer; outer = outer.parent) {
		if (ts.isFunctionDeclaration(outer)) return outer.name?.text ?? '';
	}
	return '';
}
