// Answers one JSON request a line on standard input with one JSON line, using nothing but Node's own crypto (OpenSSL 3.5). Bytes are base64.
import { createHash, createPrivateKey, createPublicKey, decapsulate, encapsulate, sign, verify } from 'node:crypto';
import { createInterface } from 'node:readline';

const objectIds = {
  'ML-DSA-44': '2.16.840.1.101.3.4.3.17',
  'ML-DSA-65': '2.16.840.1.101.3.4.3.18',
  'ML-DSA-87': '2.16.840.1.101.3.4.3.19',
  'ML-KEM-768': '2.16.840.1.101.3.4.4.2',
  'ML-KEM-1024': '2.16.840.1.101.3.4.4.3',
  Ed25519: '1.3.101.112',
};

const bytes = text => Buffer.from(text ?? '', 'base64');
const text = buffer => Buffer.from(buffer).toString('base64');

function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : content.length < 256 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function algorithm(name) {
  const [first, second, ...rest] = objectIds[name].split('.').map(Number);
  const base128 = n => (n < 128 ? [n] : [0x80 | (n >> 7), n & 127]);
  return der(0x30, der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)])));
}

// RFC 9881 and RFC 9935 put the seed in [0], RFC 8410 in an OCTET STRING.
const privateKey = (name, seed) => createPrivateKey({
  format: 'der',
  type: 'pkcs8',
  key: der(0x30, der(0x02, Buffer.from([0])), algorithm(name), der(0x04, der(name === 'Ed25519' ? 0x04 : 0x80, seed))),
});
const publicKey = (name, key) => createPublicKey({ format: 'der', type: 'spki', key: der(0x30, algorithm(name), der(0x03, Buffer.from([0]), key)) });
const rawPublicKey = (key, size) => key.export({ format: 'der', type: 'spki' }).subarray(-size);
const options = (key, context) => (context.length ? { key, context } : key);

const label = Buffer.from('COMPSIG-MLDSA65-Ed25519-SHA512');
const representative = (message, context) => Buffer.concat([
  Buffer.from('CompositeAlgorithmSignatures2025'), label, Buffer.from([context.length]), context, createHash('sha512').update(message).digest(),
]);

const operations = {
  versions: () => ({ node: process.versions.node, openssl: process.versions.openssl }),
  publicKey: r => ({ publicKey: text(rawPublicKey(createPublicKey(privateKey(r.algorithm, bytes(r.seed))), r.size)) }),
  sign: r => ({ signature: text(sign(null, bytes(r.message), options(privateKey(r.algorithm, bytes(r.seed)), bytes(r.context)))) }),
  verify: r => ({ valid: verify(null, bytes(r.message), options(publicKey(r.algorithm, bytes(r.publicKey)), bytes(r.context)), bytes(r.signature)) }),
  encapsulate: r => {
    const { ciphertext, sharedKey } = encapsulate(publicKey(r.algorithm, bytes(r.publicKey)));
    return { ciphertext: text(ciphertext), sharedSecret: text(sharedKey) };
  },
  decapsulate: r => ({ sharedSecret: text(decapsulate(privateKey(r.algorithm, bytes(r.seed)), bytes(r.ciphertext))) }),
  compositeSign: r => {
    const signed = representative(bytes(r.message), bytes(r.context));
    return { signature: text(Buffer.concat([
      sign(null, signed, { key: privateKey('ML-DSA-65', bytes(r.seed).subarray(0, 32)), context: label }),
      sign(null, signed, privateKey('Ed25519', bytes(r.seed).subarray(32))),
    ])) };
  },
  compositeVerify: r => {
    const [signed, key, signature] = [representative(bytes(r.message), bytes(r.context)), bytes(r.publicKey), bytes(r.signature)];
    return {
      mlDsa: verify(null, signed, { key: publicKey('ML-DSA-65', key.subarray(0, 1952)), context: label }, signature.subarray(0, 3309)),
      ed25519: verify(null, signed, publicKey('Ed25519', key.subarray(1952)), signature.subarray(3309)),
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = operations[request.operation](request);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
