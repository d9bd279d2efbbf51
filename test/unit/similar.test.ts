import { nearestNames } from '../../nodes/Rill/client/similar';

const names = [
	'late-arrivals',
	'flights',
	'search_flights',
	'airports',
	'delays_by_airport',
	'sql',
];

describe('the nearest names', () => {
	it.each([
		['late-arivals', 'late-arrivals'],
		['Late Arrivals', 'late-arrivals'],
		['late_arrivals', 'late-arrivals'],
		['flight', 'flights'],
		['airport', 'airports'],
	])('of %s begin with %s', (name, expected) => {
		expect(nearestNames(name, names)[0]).toBe(expected);
	});

	it('are none for something else altogether', () => {
		expect(nearestNames('quarterly-revenue', names)).toEqual([]);
	});

	it.each([
		['flght', ['flights', 'flight'], ['flight', 'flights']],
		['flights', ['all_flights_of_them', 'fligths'], ['all_flights_of_them', 'fligths']],
		['ab', ['abcdefgh', 'ax', 'xyz'], ['ax']],
		['abc', ['xxabcxxxxx', 'ab'], ['xxabcxxxxx', 'ab']],
		['xxabcxxxxx', ['abc', 'ab'], ['abc']],
		['LATE', ['late'], ['late']],
		['a - b', ['a_b', 'a-bcd'], ['a_b', 'a-bcd']],
		['abcdef', ['abcxyz'], ['abcxyz']],
		['abcdef', ['abwxyz'], []],
		['a', ['abc'], ['abc']],
		['a', ['abcd'], []],
		['abcd', ['abxy'], ['abxy']],
		['abcd', ['axyz'], []],
		['tail', ['tails', 'tal', 'tall'], ['tails', 'tal', 'tall']],
		['kitten', ['sitting'], ['sitting']],
		['kitten', ['kitxxxn'], ['kitxxxn']],
		[
			'x'.repeat(150),
			[`${'x'.repeat(100)}${'y'.repeat(50)}`],
			[`${'x'.repeat(100)}${'y'.repeat(50)}`],
		],
	])('of %s among %j are %j', (name, candidates, nearest) => {
		expect(nearestNames(name, candidates)).toEqual(nearest);
	});

	it('are three at most', () => {
		expect(nearestNames('a', ['b', 'c', 'd', 'e'])).toEqual(['b', 'c', 'd']);
	});
});
