/** An answer that refuses. */
export class RedfishRefusal extends Error {
  readonly status: number;
  readonly messageKey: string;
  readonly args: readonly string[];

  constructor(status: number, messageKey: string, message: string, args: readonly string[] = []) {
    super(message);
    this.status = status;
    this.messageKey = messageKey;
    this.args = args;
  }
}

/** The body of an error. Source: Redfish DSP0266 §8.6. */
export function errorBody(registry: string, refusal: RedfishRefusal): object {
  const MessageId = `${registry}.${refusal.messageKey}`;
  return {
    error: {
      code: MessageId,
      message: refusal.message,
      "@Message.ExtendedInfo": [
        {
          "@odata.type": "#Message.v1_1_1.Message",
          MessageId,
          Message: refusal.message,
          MessageArgs: refusal.args,
          Severity: "Critical",
          Resolution: "None.",
        },
      ],
    },
  };
}

export const notFound = (path: string) =>
  new RedfishRefusal(404, "ResourceMissingAtURI", `The resource at the URI ${path} was not found.`, [path]);
export const badProperty = (name: string, value: unknown) =>
  new RedfishRefusal(
    400,
    "PropertyValueNotInList",
    `The value ${JSON.stringify(value)} for the property ${name} is not in the list of acceptable values.`,
    [String(value), name],
  );
export const missingParameter = (action: string, name: string) =>
  new RedfishRefusal(
    400,
    "ActionParameterMissing",
    `The action ${action} requires the parameter ${name} to be present in the request body.`,
    [action, name],
  );
