import { generateKeyPairSync, sign } from 'node:crypto';

/** One value of ASN.1 in its binary form (DER). */
function der(tag: number, ...contents: Buffer[]): Buffer {
	const content = Buffer.concat(contents);
	const { length } = content;
	const size = length < 128 ? [length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const utcTime = (text: string) => der(0x17, Buffer.from(text));
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));
const COMMON_NAME = objectId('550403');
const VERSION_3 = der(0xa0, der(0x02, Buffer.from([2])));

/** Whom it is for: the machine that the tests run on. */
const LOOPBACK = sequence(
	objectId('551d11'),
	der(0x04, sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))),
);

const pem = (content: Buffer) =>
	`-----BEGIN CERTIFICATE-----\n${content.toString('base64')}\n-----END CERTIFICATE-----\n`;

/**
 * A key and a certificate that nobody has signed but itself, so that nobody trusts it who was not told
 * to. It is for `rill.test`, and for loopback unless that is not wanted.
 */
export function selfSigned({ forLoopback = true } = {}): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('rill.test')))));
	const content = sequence(
		VERSION_3,
		der(0x02, Buffer.from([1])),
		ECDSA_WITH_SHA256,
		name,
		sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
		...(forLoopback ? [der(0xa3, sequence(LOOPBACK))] : []),
	);
	const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]);
	return {
		key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
		cert: pem(sequence(content, ECDSA_WITH_SHA256, der(0x03, signature))),
	};
}
