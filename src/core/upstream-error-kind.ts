/** What went wrong at an upstream, in one word. */
export type UpstreamErrorKind =
  | 'invalid_request'
  | 'authentication'
  | 'billing'
  | 'permission'
  | 'not_found'
  | 'too_large'
  | 'rate_limited'
  /** A cap on money or volume: waiting a little does not help. */
  | 'spend_limit'
  | 'overloaded'
  | 'server_error'
  /** Nothing listens, name not found, connection refused. */
  | 'unreachable'
  /** Sent, then the connection was cut or the answer ended early. */
  | 'cut'
  /** Nothing came within the limit. */
  | 'timeout'
  /** A 200 whose content is not an answer: HTML, empty, torn JSON, a redirect. */
  | 'malformed';
