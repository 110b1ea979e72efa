import nock from 'nock';

// Tests talk to servers of their own on this machine, and to nobody else: a request that no test expects fails.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/);
