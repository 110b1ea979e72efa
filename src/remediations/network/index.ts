import { attachGatewayEndpoint } from './attach-gateway-endpoint.ts';
import { allowIngress } from './by-hand.ts';

/** What can be done about networks. */
export const networkRemedies = [attachGatewayEndpoint, allowIngress];
