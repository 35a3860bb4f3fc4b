// The import rules of docs/architecture.md, row by row. A room may import what its `may` says and nothing else.
const room = name => `^source/${name}/`;
const node =
	'^(node:)?(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|http|https|module|net|os|path|process|readline|stream|string_decoder|timers|tls|tty|url|util|v8|zlib)(/|$)';

function only(name, from, may, comment) {
	return {name, comment, severity: 'error', from, to: {pathNot: may}};
}

module.exports = {
	forbidden: [
		{name: 'no-cycles', severity: 'error', from: {}, to: {circular: true}},
		{name: 'no-orphans', severity: 'error', from: {orphan: true, pathNot: '\\.d\\.ts$'}, to: {}},
		{name: 'resolvable', severity: 'error', from: {}, to: {couldNotResolve: true}},
		only(
			'domain-is-pure',
			{path: room('domain'), pathNot: '^source/domain/secret\\.ts$'},
			[room('domain')],
			'what is true needs no clock, no IO and no package',
		),
		only(
			'secret-may-hash',
			{path: '^source/domain/secret\\.ts$'},
			[room('domain'), '^(node:)?crypto$'],
			'a fingerprint is a SHA-256; hashing is computing, not IO',
		),
		only('ports-are-types', {path: '^source/(ports|[a-z-]+-port)\\.ts$'}, [room('domain')]),
		only('engine-knows-no-adapter', {path: room('engine')}, [
			room('domain'),
			'^source/(ports|appliance-port)\\.ts$',
			room('engine'),
		]),
		{
			name: 'adapters-stand-alone',
			comment: 'an adapter imports domain, ports, node and one package; never a room above it',
			severity: 'error',
			from: {path: room('adapters')},
			to: {path: '^source/(engine|commands|tui|simulator|cli|compose)'},
		},
		{
			name: 'simulator-shares-no-rule',
			comment: 'or a wrong rule would be wrong on both sides and every test would pass',
			severity: 'error',
			from: {path: room('simulator')},
			to: {path: '^source/', pathNot: ['^source/domain/time\\.ts$', room('simulator')]},
		},
		{
			name: 'commands-know-no-screen',
			severity: 'error',
			from: {path: room('commands')},
			to: {path: ['^source/(adapters|tui)/', '^source/(cli|compose)', 'node_modules/']},
		},
		{
			name: 'only-simulate-and-demo-simulate',
			severity: 'error',
			from: {path: room('commands'), pathNot: '^source/commands/(simulate|demo)[a-z-]*\\.ts$'},
			to: {path: room('simulator')},
		},
		only(
			'tui-shows',
			{path: room('tui')},
			[
				room('domain'),
				room('tui'),
				'^source/engine/(second-hand|session-registry|sign-in-engine|screen-input|session-engine)\\.ts$',
				'node_modules/(ink|react|@types/react)/',
			],
			'the screen knows the view model, ink and react',
		),
		{
			name: 'nobody-imports-the-top',
			severity: 'error',
			from: {pathNot: '^source/(cli|compose)'},
			to: {path: '^source/(cli|compose)'},
		},
		{
			name: 'no-development-packages',
			comment: 'bundled packages are listed here by name; all else in node_modules is for development',
			severity: 'error',
			from: {path: '^source'},
			to: {
				path: 'node_modules/',
				pathNot:
					'node_modules/(ink|react|undici|conf|keytar|@github/keytar|proper-lockfile|@types/(node|react|proper-lockfile)|pkijs|asn1js|@homebridge/dbus-native|dbus-next)/',
			},
		},
		{name: 'node-builtins-by-name', severity: 'error', from: {path: '^source/(engine|tui)'}, to: {path: node}},
	],
	options: {
		doNotFollow: {path: 'node_modules'},
		tsPreCompilationDeps: true,
		tsConfig: {fileName: 'tsconfig.json'},
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'types', 'node', 'default'],
			extensions: ['.ts', '.tsx', '.js'],
		},
	},
};
