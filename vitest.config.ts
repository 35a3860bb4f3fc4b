import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		testTimeout: 30_000,
		// Half of the tests wait for processes, and half of them think.
		maxWorkers: 2,
		reporters: ['default', './test/support/closing-line-reporter.ts'],
	},
});
