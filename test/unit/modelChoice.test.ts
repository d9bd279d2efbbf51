import { mayHoldChoice } from '../../nodes/Rill/modelChoice';

/** Which nodes of the workflow a model may have written, is another file's to say. */
const isOfModel = (node: string) => node === 'AI Agent' || node === 'Set "it"';

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
		"={{ $('Webhook').item.json.$json }}",
		"={{ $('AI Agent').item.json.output }}",
		'={{ $( "AI Agent" ).first().json.output }}',
		'={{ $ (`AI Agent`).item.json.output }}',
		"={{ $('Webhook').item.json.email || $('AI Agent').item.json.output }}",
		'={{ $(\'Set "it"\').item.json.email }}',
		"={{ $('AI ' + 'Agent').item.json.output }}",
		'={{ $(`${"AI Agent"}`).item.json.output }}',
		"={{ $(['AI Agent'][0]).item.json.output }}",
		"={{ [$][0]('AI Agent').item.json.output }}",
		"={{ ((of) => of('AI Agent'))($).item.json.output }}",
		"={{ $('Chat Trigger').item.json.chatInput }}",
		"={{ $('Chat Trigger').first().json['chatInput'] }}",
		"={{ this['$' + 'json'].who }}",
		'={{ \\u0024json.who }}',
		{ attribute: [{ name: 'airport', value: '={{ $json.airport }}' }] },
		{ '={{ $json.name }}': 'ORD' },
		['ORD', ['={{ $json.airport }}']],
	])('may come from the model: %j', (written) => {
		expect(mayHoldChoice(written, isOfModel)).toBe(true);
	});

	it.each([
		'ann@acme.test',
		'',
		'=',
		'cost of $5',
		'{"airport": "ORD"}',
		"={{ $('Webhook').item.json.email }}",
		"={{ $( 'Webhook' ).item.json.customer.toLowerCase() }}",
		'={{ $ifEmpty($("Webhook").item.json.customer, "none") }}',
		"={{ $('Webhook').item.json.customer }}-{{ $('Look Up').first().json.airport }}",
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
		expect(mayHoldChoice(written, isOfModel)).toBe(false);
	});
});
