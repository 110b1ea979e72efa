import nock from 'nock';

// Loaded before any client: nothing but loopback may be reached by a test.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:|$)/);
