import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** One mail as a server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came over the line. */
  readonly source: string;
  readonly overTls: boolean;
  /** What the client logged in with, `user:password`. */
  readonly login: string | undefined;
}

export interface SmtpScript {
  /** Offers STARTTLS with this certificate, or speaks TLS from the first byte if `implicitTls`. */
  readonly identity?: { readonly key: string; readonly cert: string };
  readonly implicitTls?: boolean;
  /** Answers to commands by their first word, in place of the usual ones; `hang` answers nothing, `drop` hangs up. */
  readonly answers?: Readonly<Record<string, string>>;
}

export interface TestSmtpServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Every command of every connection, in order. */
  readonly commands: readonly string[];
  /** How many connections were made. */
  connections(): number;
  script(next: SmtpScript): void;
  waitFor(count: number): Promise<readonly ReceivedMail[]>;
  stop(): Promise<void>;
}

/** A mail server on loopback that keeps what it gets and answers as it is told. */
export const startSmtpServer = async (script: SmtpScript = {}): Promise<TestSmtpServer> => {
  let present = script;
  let connections = 0;
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];
  const open = new Set<Socket>();
  let news = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    const session = new Session(present, commands, (mail) => {
      mails.push(mail);
      news.resolve();
      news = Promise.withResolvers();
    });
    session.serve(present.implicitTls ? secured(socket, present) : socket, present.implicitTls === true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    mails,
    commands,
    connections: () => connections,
    script: (next) => {
      present = next;
    },
    waitFor: async (count) => {
      while (mails.length < count) await news.promise;
      return mails;
    },
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

const secured = (socket: Socket, { identity }: SmtpScript): TLSSocket => {
  if (!identity) throw new Error('TLS needs a certificate');
  const upgraded = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(identity) });
  upgraded.on('error', () => undefined);
  return upgraded;
};

class Session {
  #socket: Socket | undefined;
  #overTls = false;
  #login: string | undefined;
  #from = '';
  #to: string[] = [];
  #inData = false;
  #buffer = '';

  constructor(
    private readonly script: SmtpScript,
    private readonly commands: string[],
    private readonly onMail: (mail: ReceivedMail) => void,
  ) {}

  serve(socket: Socket, overTls: boolean): void {
    this.#socket = socket;
    this.#overTls = overTls;
    socket.on('data', (bytes: Buffer) => this.#read(bytes.toString('latin1')));
    this.#answer('GREETING', '220 mail.test ESMTP');
  }

  #answer(command: string, usual: string): void {
    const answer = this.script.answers?.[command] ?? usual;
    if (answer === 'hang') return;
    if (answer === 'drop') this.#socket?.destroy();
    else this.#socket?.write(`${answer}\r\n`);
  }

  #read(text: string): void {
    this.#buffer += text;
    for (;;) {
      const end = this.#inData ? this.#buffer.indexOf('\r\n.\r\n') : this.#buffer.indexOf('\r\n');
      if (end === -1) return;
      const part = this.#buffer.slice(0, end);
      this.#buffer = this.#buffer.slice(end + (this.#inData ? 5 : 2));
      if (this.#inData) this.#take(part);
      else this.#obey(part);
    }
  }

  #take(source: string): void {
    this.#inData = false;
    const accepted = (this.script.answers?.END ?? '250').startsWith('250');
    const mail = { from: this.#from, to: this.#to, source, overTls: this.#overTls, login: this.#login };
    this.#answer('END', '250 taken');
    if (accepted) this.onMail(mail);
  }

  #obey(line: string): void {
    this.commands.push(line);
    const word = (line.split(' ')[0] ?? '').toUpperCase();
    const [, address = ''] = /<([^>]*)>/.exec(line) ?? [];
    if (word === 'AUTH')
      this.#login = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .slice(1)
        .replace('\0', ':');
    if (word === 'MAIL') this.#from = address;
    if (word === 'RCPT' && !this.script.answers?.[`RCPT ${address}`]) this.#to.push(address);
    if (word === 'DATA') this.#inData = !this.script.answers?.DATA;
    if (word === 'RCPT') this.#answer(`RCPT ${address}`, this.script.answers?.RCPT ?? '250 ok');
    else this.#answer(word, this.#usual(word));
    if (word === 'STARTTLS' && this.script.identity) this.#upgrade();
    if (word === 'QUIT') this.#socket?.end();
  }

  #usual(word: string): string {
    if (word === 'EHLO') {
      const upgrade = this.script.identity && !this.#overTls ? '250-STARTTLS\r\n' : '';
      return `250-mail.test\r\n${upgrade}250 AUTH PLAIN`;
    }
    if (word === 'STARTTLS') return this.script.identity ? '220 go on' : '502 what?';
    return { DATA: '354 go on', AUTH: '235 welcome', QUIT: '221 bye' }[word] ?? '250 ok';
  }

  #upgrade(): void {
    if (!this.#socket) return;
    this.#socket.removeAllListeners('data');
    // Whatever came in the clear before the upgrade must not be taken for a command after it.
    this.#buffer = '';
    const upgraded = secured(this.#socket, this.script);
    this.#socket = upgraded;
    this.#overTls = true;
    upgraded.on('data', (bytes: Buffer) => this.#read(bytes.toString('latin1')));
  }
}
