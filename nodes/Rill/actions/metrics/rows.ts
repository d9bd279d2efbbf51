import { columnsOf, type MetricsQuery } from '../../client/metrics';
import type { OutputWish } from '../customApi/call/output';

/**
 * In which shape. The columns come as they were chosen, since Rill sorts them by name; only a JSON
 * file stays what Rill sent, every digit of it.
 */
export function outputOf(wish: OutputWish, query: MetricsQuery): OutputWish {
	const { format, name } = wish.file;
	return {
		...wish,
		columns: wish.shape === 'file' && format === 'json' ? [] : columnsOf(query),
		file: {
			...wish.file,
			name: name || `${query.view.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${format}`,
		},
	};
}
