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

	it('are three at most', () => {
		expect(nearestNames('a', ['b', 'c', 'd', 'e']).length).toBeLessThanOrEqual(3);
	});
});
