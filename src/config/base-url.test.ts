import { describe, expect, test } from 'vitest';
import { readBaseUrl } from './base-url.ts';

describe('addresses that are taken', () => {
  test.each([
    ['https://api.anthropic.com', 'https://api.anthropic.com', 'public'],
    ['https://api.openai.com/v1', 'https://api.openai.com', 'public'],
    ['https://api.openai.com/v1/', 'https://api.openai.com', 'public'],
    ['https://router.example/api/v1', 'https://router.example/api', 'public'],
    ['https://example.test/v1beta', 'https://example.test/v1beta', 'public'],
    ['HTTPS://Example.Test:443/', 'https://example.test', 'public'],
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434', 'loopback'],
    ['http://127.8.9.1', 'http://127.8.9.1', 'loopback'],
    ['http://2130706433:80', 'http://127.0.0.1', 'loopback'],
    ['http://localhost:11434/', 'http://localhost:11434', 'loopback'],
    ['http://localhost.', 'http://localhost.', 'loopback'],
    ['http://ollama.localhost', 'http://ollama.localhost', 'loopback'],
    ['http://[::1]:11434', 'http://[::1]:11434', 'loopback'],
    ['http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]', 'loopback'],
    ['http://10.0.0.1', 'http://10.0.0.1', 'private'],
    ['http://172.16.0.1', 'http://172.16.0.1', 'private'],
    ['http://172.32.0.1', 'http://172.32.0.1', 'public'],
    ['http://192.168.1.5', 'http://192.168.1.5', 'private'],
    ['http://192.169.1.5', 'http://192.169.1.5', 'public'],
    ['http://100.64.0.1', 'http://100.64.0.1', 'private'],
    ['http://100.128.0.1', 'http://100.128.0.1', 'public'],
    ['http://[fd12::1]', 'http://[fd12::1]', 'private'],
    ['http://[2001:db8::1]', 'http://[2001:db8::1]', 'public'],
    ['http://ollama:11434', 'http://ollama:11434', 'private'],
    ['http://gpu.local', 'http://gpu.local', 'private'],
    ['http://localhost.example.com', 'http://localhost.example.com', 'public'],
    ['http://127.0.0.1.example.com', 'http://127.0.0.1.example.com', 'public'],
  ])('%s', (text, url, reach) => {
    const secure = url.startsWith('https:');
    expect(readBaseUrl(text)).toEqual({ ok: true, url, reach, secure });
  });
});

describe('addresses that are refused', () => {
  test.each([
    ['not an address', 'is not an address'],
    ['api.openai.com', 'is not an address'],
    ['file:///etc/passwd', 'must start with https:// or http://'],
    ['ftp://example.test', 'must start with'],
    ['https://name:word@example.test', 'holds a user name or password'],
    ['https://name@example.test', 'holds a user name or password'],
    ['https://example.test/?a=b', 'holds a query or fragment'],
    ['https://example.test/?', 'holds a query or fragment'],
    ['https://example.test/#', 'holds a query or fragment'],
    ['http://0.0.0.0:11434', 'write 127.0.0.1'],
    ['http://0:11434', 'write 127.0.0.1'],
    ['http://[::]:11434', 'write 127.0.0.1'],
    ['http://169.254.169.254', 'is an address of the cloud machine itself'],
    ['http://169.254.170.2/v2', 'is an address of the cloud machine itself'],
    ['http://2852039166', 'is an address of the cloud machine itself'],
    ['http://0xA9FEA9FE', 'is an address of the cloud machine itself'],
    ['http://[::ffff:169.254.169.254]', 'is an address of the cloud machine itself'],
    ['http://[fe80::1]', 'is an address of the cloud machine itself'],
    ['http://[fd00:ec2::254]', 'is an address of the cloud machine itself'],
    ['http://metadata.google.internal', 'is an address of the cloud machine itself'],
    ['http://metadata.google.internal.', 'is an address of the cloud machine itself'],
    ['http://METADATA', 'is an address of the cloud machine itself'],
    ['http://100.100.100.200', 'is an address of the cloud machine itself'],
    ['http://168.63.129.16', 'is an address of the cloud machine itself'],
  ])('%s', (text, message) => {
    expect(readBaseUrl(text)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});
