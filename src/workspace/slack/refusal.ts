/** Why Slack says no to a Web API call: `error` is the word that clients see, `messages` the details. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: string;
  readonly messages: readonly string[];

  constructor(error: string, messages: readonly string[] = []) {
    super(error);
    this.error = error;
    this.messages = messages;
  }
}

/** What a person tried did not work: `code` is the word that Slack shows them, `operation_timeout` for a silent app. */
export class ActFailed extends Error {
  override readonly name = 'ActFailed';
  readonly code: string;

  constructor(code: string, message: string = code) {
    super(message);
    this.code = code;
  }
}
