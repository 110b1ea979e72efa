import { describe, expect, test } from 'vitest';
import { stackTrace } from '../../../src/facts/lambda/stack.ts';

const python = `[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://secretsmanager.eu-west-1.amazonaws.com/"
Traceback (most recent call last):
\u00a0\u00a0File "/var/task/app.py", line 12, in handler
\u00a0\u00a0\u00a0\u00a0secret = read_secret()
\u00a0\u00a0File "/var/task/secrets.py", line 7, in read_secret
\u00a0\u00a0\u00a0\u00a0return client.get_secret_value(SecretId=name)
\u00a0\u00a0File "/var/lang/lib/python3.13/site-packages/botocore/client.py", line 569, in _api_call
\u00a0\u00a0\u00a0\u00a0return self._make_api_call(operation_name, kwargs)
botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "https://secretsmanager.eu-west-1.amazonaws.com/"`;

const node = `2026-11-22T10:00:00.000Z\tc793869b-ee49-115b-a5b6-4fd21e8dedac\tERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"connect ETIMEDOUT 176.32.98.189:443","code":"ETIMEDOUT","stack":["Error: connect ETIMEDOUT 176.32.98.189:443","    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)","    at async Client.send (/var/task/node_modules/got/index.js:12:3)","    at async charge (/var/task/payment.js:41:17)","    at async Runtime.handler (/var/task/index.js:9:5)"]}`;

const nodePlain = `Error: connect ETIMEDOUT 176.32.98.189:443
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
    at charge (/var/task/payment.js:41:17)`;

const java = `java.lang.RuntimeException: could not charge
\tat com.shop.Payment.charge(Payment.java:33)
\tat com.shop.Handler.handleRequest(Handler.java:21)
\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(Unknown Source)
Caused by: java.net.SocketTimeoutException: connect timed out
\tat java.base/sun.nio.ch.NioSocketImpl.connect(NioSocketImpl.java:591)
\tat com.shop.http.Client.open(Client.java:77)
\t... 12 more`;

const go = `panic: Post "https://api.example.com/charge": dial tcp 203.0.113.7:443: i/o timeout

goroutine 1 [running]:
net/http.(*Client).do(0xc000010000)
\t/usr/local/go/src/net/http/client.go:722 +0x1d
main.charge(0x1)
\t/build/payment.go:52 +0x95
main.handler(0x1)
\t/build/main.go:14 +0x20`;

const dotnet = `System.Net.Http.HttpRequestException: Connection timed out (api.example.com:443)
 ---> System.Net.Sockets.SocketException (110): Connection timed out
   at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ThrowException(SocketError error, CancellationToken token)
   at Shop.Payment.Charge(Order order) in /src/Payment.cs:line 42
   at Shop.Function.Handler(Order order, ILambdaContext context) in /src/Function.cs:line 17`;

describe('the place in the own code', () => {
  test.each([
    ['Python, from below', python, 'python', 'read_secret (secrets.py:7)', 'botocore.exceptions.ConnectTimeoutError'],
    ['Node.js in JSON, from above', node, 'node', 'charge (payment.js:41)', 'Error: connect ETIMEDOUT'],
    ['Node.js, plain', nodePlain, 'node', 'charge (payment.js:41)', 'Error: connect ETIMEDOUT'],
    ['Java, of the last cause', java, 'java', 'Client.open (Client.java:77)', 'java.net.SocketTimeoutException'],
    ['Go, past the library', go, 'go', 'main.charge (payment.go:52)', 'panic: Post'],
    [
      '.NET, past the framework',
      dotnet,
      'dotnet',
      'Payment.Charge (Payment.cs:42)',
      'System.Net.Sockets.SocketException',
    ],
  ])('is found in a trace of %s', (_, text, language, where, exception) => {
    const trace = stackTrace(text);
    expect(trace).toMatchObject({ language, frame: { where } });
    expect(trace?.exception).toContain(exception);
  });

  test('is not found where all is library, and the exception is told still', () => {
    const text = `Error: socket hang up\n    at TLSSocket.onEnd (node:_http_client:542:23)`;
    expect(stackTrace(text)).toMatchObject({ exception: 'Error: socket hang up', frame: null });
  });

  test('is found in a trace whose line breaks are escaped', () => {
    expect(stackTrace(JSON.stringify({ message: nodePlain }))).toMatchObject({
      frame: { where: 'charge (payment.js:41)' },
    });
  });

  test('is quoted as it stands', () => {
    for (const text of [python, node, java, go, dotnet]) expect(text).toContain(stackTrace(text)?.frame?.quote);
  });
});

test.each(['Task timed out after 3.00 seconds', 'looking at the order (17:3)', 'File not found, line 3'])(
  '“%s” is no trace',
  (text) => {
    expect(stackTrace(text)).toBeNull();
  },
);
