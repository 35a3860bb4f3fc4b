import {execFileSync} from 'node:child_process';

/** A named pipe: whoever opens it for reading waits until somebody writes. */
export const makePipe = (path: string): void => void execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
