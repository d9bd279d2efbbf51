import { columnsOf, type MetricsQuery } from '../../client/metrics';
import type { OutputWish } from '../customApi/call/output';

/**
 * In which shape. The columns come as they were chosen, since Rill sorts them by name; only a JSON
 * file stays what Rill sent, every digit of it.
 */
export function outputOf(wish: OutputWish, query: MetricsQuery): OutputWish {
	const isJsonFile = wish.shape === 'file' && wish.file.format === 'json';
	return { ...wish, columns: isJsonFile ? [] : columnsOf(query) };
}
