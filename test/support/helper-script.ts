import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A folder for a helper of POSIX's shell. */
export function createHelperFolder() {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-helper-'));
	const file = (name: string) => join(folder, name);

	/** An executable script of these lines. */
	function script(body: string, name = 'svt-fake'): string {
		writeFileSync(file(name), body.startsWith('#!') ? body : `#!/bin/sh\n${body}\n`);
		chmodSync(file(name), 0o755);
		return file(name);
	}

	/** One that keeps secrets, each in a file, and all that it was asked, a line a call. */
	function keeping(): string {
		mkdirSync(file('kept'), {recursive: true});
		return script(
			`set -eu
read -r asked
printf '%s\\n' "$asked" >> '${file('asked')}'
action=\${asked#'{"action":"'}
action=\${action%%'"'*}
about=\${asked#*,}
secret=\${about#*,'"secret":'}
about=\${about%%,'"secret":'*}
kept='${file('kept')}'/$(printf '%s' "\${about%'}'}" | cksum | tr ' ' -)
case $action in
get) if [ -e "$kept" ]; then printf '{"secret":%s}' "$(cat "$kept")"; else echo '{}'; fi ;;
set) printf '%s' "\${secret%'}'}" > "$kept" ;;
delete) rm -f "$kept" ;;
esac`,
		);
	}

	return {
		folder,
		file,
		script,
		keeping,
		asked: () => readFileSync(file('asked'), 'utf8').trim().split('\n'),
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}
