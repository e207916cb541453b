/** A request that is refused; becomes an answer with extended information. */
export class RedfishRefusal extends Error {
  readonly status: number;
  /** With the registry, or a key of the flavour's base registry. */
  readonly messageId: string;
  readonly args: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    messageId: string,
    message: string,
    args: readonly string[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.messageId = messageId;
    this.args = args;
    this.headers = headers;
  }
}

/** A message of extended information. Source: Redfish DSP0266 §8.6. */
export function messageOf(registry: string, messageId: string, message: string, args: readonly string[]): object {
  const isGood = messageId.endsWith("Success");
  return {
    "@odata.type": "#Message.v1_1_1.Message",
    MessageId: messageId.includes(".") ? messageId : `${registry}.${messageId}`,
    Message: message,
    MessageArgs: args,
    Severity: isGood ? "OK" : "Critical",
    Resolution: "None.",
  };
}

/** The body of an error. Source: Redfish DSP0266 §8.6. */
export function errorBody(registry: string, { messageId, message, args }: RedfishRefusal): object {
  return {
    error: {
      code: `${registry}.GeneralError`,
      message: "A general error has occurred. See ExtendedInfo for more information.",
      "@Message.ExtendedInfo": [messageOf(registry, messageId, message, args)],
    },
  };
}

export const notFound = (path: string): RedfishRefusal =>
  new RedfishRefusal(404, "ResourceMissingAtURI", `The resource at the URI ${path} was not found.`, [path]);

export const badProperty = (name: string, value: unknown): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "PropertyValueNotInList",
    `The value ${JSON.stringify(value)} for the property ${name} is not in the list of acceptable values.`,
    [String(value), name],
  );

export const unknownProperty = (name: string): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "PropertyUnknown",
    `The property ${name} is not in the list of valid properties for the resource.`,
    [name],
  );

export const missingProperty = (name: string): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "PropertyMissing",
    `The property ${name} is a required property and must be included in the request.`,
    [name],
  );

export const notWritable = (name: string): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "PropertyNotWritable",
    `The property ${name} is a read only property and cannot be assigned a value.`,
    [name],
  );

export const missingParameter = (action: string, name: string): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "ActionParameterMissing",
    `The action ${action} requires the parameter ${name} to be present in the request body.`,
    [action, name],
  );

export const unknownParameter = (action: string, name: string): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "ActionParameterUnknown",
    `The action ${action} was submitted with the invalid parameter ${name}.`,
    [action, name],
  );

export const badParameter = (action: string, name: string, value: unknown): RedfishRefusal =>
  new RedfishRefusal(
    400,
    "ActionParameterValueNotInList",
    `The value ${JSON.stringify(value)} for the parameter ${name} in the action ${action} is not in the list of acceptable values.`,
    [String(value), name, action],
  );
