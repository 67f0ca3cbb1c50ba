/** Where the gateway listens when nobody says otherwise: this machine alone can reach it. */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 4141;
