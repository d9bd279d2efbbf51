import { mayHoldChoice } from '../../nodes/Rill/modelChoice';

describe('what is written in a field of a tool', () => {
	it.each([
		"={{ $fromAI('who') }}",
		"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('User_Email', ``, 'string') }}",
		"={{ $fromai('who') }}",
		"$fromAi('who')",
		'={{ $json.who }}',
		"={{ $json['who'] }}",
		'={{ $json }}',
		'=viewer+{{ $json.who }}',
		'={{ `${$json.who}` }}',
		'={{ $input.item.json.who }}',
		'={{ $data.who }}',
		'={{ $binary.data }}',
		'={{ $item(0).$json.who }}',
		'={{ $items()[0].json.who }}',
		'={{ $thisItem.json.who }}',
		'={{ $node["Agent"].json.who }}',
		'={{ $prevNode.name }}',
		'={{ $parameter.api.value }}',
		'={{ $tool.parameters.who }}',
		"={{ $evaluateExpression('{{ $' + 'json.who }}') }}",
		"={{ $('Agent').item.json.$json }}",
		"={{ this['$' + 'json'].who }}",
		'={{ \\u0024json.who }}',
		{ attribute: [{ name: 'airport', value: '={{ $json.airport }}' }] },
		{ '={{ $json.name }}': 'ORD' },
		['ORD', ['={{ $json.airport }}']],
	])('may come from the model: %j', (written) => {
		expect(mayHoldChoice(written)).toBe(true);
	});

	it.each([
		'ann@acme.test',
		'',
		'=',
		'cost of $5',
		'{"airport": "ORD"}',
		"={{ $('Webhook').item.json.email }}",
		"={{ $('Chat Trigger').first().json.user['e-mail'] }}",
		'={{ `${$vars.user}@acme.test` }}',
		'={{ $env.CUSTOMER }}',
		'={{ $workflow.name }}-{{ $execution.id }}',
		'={{ $now.year }}',
		'={{ 40 + 2 }}',
		undefined,
		null,
		42,
		true,
		{ attribute: [{ name: 'airport', type: 'text', value: 'ORD' }] },
		{},
	])('does not come from the model: %j', (written) => {
		expect(mayHoldChoice(written)).toBe(false);
	});
});
