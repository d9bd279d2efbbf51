const nanosecondsPer = { h: 3_600_000_000_000n, m: 60_000_000_000n, s: 1_000_000_000n };

function fraction(nanoseconds: bigint, unit: bigint): string {
	const whole = nanoseconds / unit;
	const digits = String(unit).length - 1;
	const rest = (nanoseconds % unit).toString().padStart(digits, '0').replace(/0+$/, '');
	return rest === '' ? `${whole}` : `${whole}.${rest}`;
}

/** A duration as Go prints it (`175.222039ms`, `1m30s`): Rill's rate limiter says its delay so. */
export function goDuration(nanoseconds: bigint): string {
	if (nanoseconds === 0n) return '0s';
	if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
	if (nanoseconds < 1_000_000n) return `${fraction(nanoseconds, 1_000n)}µs`;
	if (nanoseconds < nanosecondsPer.s) return `${fraction(nanoseconds, 1_000_000n)}ms`;
	const hours = nanoseconds / nanosecondsPer.h;
	const minutes = (nanoseconds % nanosecondsPer.h) / nanosecondsPer.m;
	const seconds = fraction(nanoseconds % nanosecondsPer.m, nanosecondsPer.s);
	return `${hours > 0n ? `${hours}h` : ''}${hours > 0n || minutes > 0n ? `${minutes}m` : ''}${seconds}s`;
}
