import type {Trust} from '../domain/certificate.ts';
import {type Check, type CheckId, type Finding, skipped} from '../domain/doctor.ts';
import {apiFinding, clientLoginFinding, clockFinding} from '../domain/doctor-appliance.ts';
import {certificateFinding, changedFinding, tlsFinding} from '../domain/doctor-certificate.ts';
import {dnsFinding, type Knock, refusedFinding, tcpFinding} from '../domain/doctor-way.ts';
import {type Duration, later, longest, milliseconds, seconds, shortest, until} from '../domain/time.ts';
import type {CommandPorts} from './command.ts';
import type {Subject} from './doctor-subjects.ts';

const limits = {lookUp: seconds(3), knock: seconds(3), handshake: seconds(5), answer: seconds(5)};

/** For all of it together. */
const patience = seconds(15);

/** Less is no fair trial. */
const leastTime = seconds(1);

const mostAddresses = 8;

/** What is found in the order in which a request would meet it; where one fails, what comes after is skipped. */
export async function checkWay(
	{surroundings, appliance, clock}: CommandPorts,
	{name, address: to, profile, about}: Subject,
	signal: AbortSignal,
): Promise<readonly Check[]> {
	const checks: Check[] = [];
	const end = later(clock.now(), patience);
	const within = (limit: Duration) => longest(milliseconds(1), shortest(limit, until(end, clock.now())));
	const {origin, trust, proxy} = to;
	// Where there is a proxy, it is what has to be reached from here; the name of the appliance it looks up by itself.
	const url = new URL(proxy ?? origin);
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);

	async function timed<Value>(work: () => Promise<Value>) {
		const start = clock.now();
		const value = await work();
		return {value, took: until(clock.now(), start)};
	}

	function add(finding: Finding, took?: Duration): boolean {
		checks.push({...finding, subject: name, took});
		return finding.result !== 'fail';
	}

	const leaveOut = (why: string, ...ids: readonly CheckId[]) => {
		for (const id of ids) add(skipped(id, why));
		return checks;
	};

	const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
	const found = await timed(async () =>
		isAddress ? undefined : surroundings.lookUp(host, within(limits.lookUp), signal),
	);
	const isKnown = add(dnsFinding(host, found.value, about), isAddress ? undefined : found.took);
	if (!isKnown) return leaveOut('the name is not known', 'tcp', ...afterTcp);

	const addresses = found.value?.ok ? found.value.value.addresses.slice(0, mostAddresses) : [host];
	const knocked = await timed(() => knockAtAll(addresses));
	if (!add(tcpFinding(knocked.value, port, about), knocked.took)) return leaveOut('nothing answers', ...afterTcp);

	const seen = await timed(() => appliance.lookAtCertificate({...to, timeout: within(limits.handshake), signal}));
	if (!seen.value.ok) {
		const refusal = seen.value.failure;
		const isChanged = refusal.kind === 'certificate-changed';
		add(isChanged ? changedFinding(refusal, trust, about) : refusedFinding('tls', refusal, about), seen.took);
		return leaveOut(
			isChanged ? 'the certificate is another one' : 'there is no secure connection',
			...(isChanged ? afterCertificate : afterTls),
		);
	}
	const shown = seen.value.value;
	add(tlsFinding(shown), seen.took);
	const isProfile = profile !== undefined || trust.mode !== 'system';
	const isBelieved = add(certificateFinding(shown, {trust, isProfile, origin}, clock.now(), about));
	if (!isBelieved) return leaveOut('the certificate is not trusted', ...afterCertificate);

	// Of an address that nobody has signed in to yet: what is asked now holds no secret, and goes to whoever was just shown.
	const {certificate, verified} = shown;
	const believed: Trust = verified || certificate === undefined ? trust : {mode: 'pinned', sha256: certificate.sha256};
	const asked = () => ({...to, trust: believed, timeout: within(limits.answer), signal});
	const version = await timed(() => appliance.readVersion(asked()));
	const isAppliance = add(apiFinding(version.value, about), version.took);
	if (!isAppliance) return leaveOut('the API does not answer as it should', ...afterApi);
	add(clockFinding(version.value));
	if (until(end, clock.now()) < leastTime) return leaveOut('no time was left for it', 'client-login');
	const login = await timed(() => appliance.tryClientLogin(asked()));
	add(clientLoginFinding(login.value, about), login.took);
	return checks;

	async function knockAtAll(all: readonly string[]): Promise<readonly Knock[]> {
		const timeout = within(limits.knock);
		return Promise.all(
			all.map(async address => ({address, answer: await surroundings.knock({address, port}, timeout, signal)})),
		);
	}
}

const afterApi: readonly CheckId[] = ['clock', 'client-login'];
const afterCertificate: readonly CheckId[] = ['api', ...afterApi];
const afterTls: readonly CheckId[] = ['certificate', ...afterCertificate];
const afterTcp: readonly CheckId[] = ['tls', ...afterTls];
