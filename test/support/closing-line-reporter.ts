import type {Reporter, TestModule} from 'vitest/node';

/** Ends every run with `N passed, N failed` alone on a line, which is what reads the result elsewhere. */
export default class ClosingLineReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]) {
		const tests = modules.flatMap(module => [...module.children.allTests()]);
		const count = (state: string) => tests.filter(test => test.result().state === state).length;
		// A file that did not even load has no test that could fail.
		const broken = modules.filter(module => module.state() === 'failed' && module.errors().length > 0).length;
		const failed = count('failed') + broken + unhandled.length;
		const skipped = count('skipped');
		process.stdout.write(`\n${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
	}
}
