import { missingProperty, RedfishRefusal } from "./redfish-error.js";
import { type Body, collection, type Resource, type ResourceAnswer } from "./resource.js";
import type { Sessions } from "./sessions.js";

const ROOT = "/redfish/v1/SessionService";
/** Takes POST without credentials: it is how they are exchanged for a token. Source: Redfish DSP0266 §13.3.4. */
export const SESSIONS = `${ROOT}/Sessions`;

/** The resource at a path of the session service, if there is one. */
export function sessionResource(path: string, sessions: Sessions, timeoutSec: number): Resource | undefined {
  if (path === ROOT)
    return {
      get: () => ({
        "@odata.id": ROOT,
        "@odata.type": "#SessionService.v1_1_8.SessionService",
        Id: "SessionService",
        Name: "Session Service",
        ServiceEnabled: true,
        SessionTimeout: timeoutSec,
        Sessions: { "@odata.id": SESSIONS },
        Status: { State: "Enabled", Health: "OK" },
      }),
    };
  if (path === SESSIONS) {
    const paths = sessions.ids.map((id) => `${SESSIONS}/${id}`);
    return {
      get: () => collection(SESSIONS, "Session", "Sessions", paths),
      post: (body) => open(sessions, body ?? {}),
    };
  }
  const id = path.startsWith(`${SESSIONS}/`) ? path.slice(SESSIONS.length + 1) : undefined;
  if (id === undefined || !sessions.ids.includes(id)) return undefined;
  return {
    get: () => session(id),
    delete: () => {
      sessions.close(id);
      return { status: 204 };
    },
  };
}

function session(id: string): Body {
  return {
    "@odata.id": `${SESSIONS}/${id}`,
    "@odata.type": "#Session.v1_3_0.Session",
    Id: id,
    Name: "User Session",
  };
}

function open(sessions: Sessions, { UserName, Password }: Body): ResourceAnswer {
  if (typeof UserName !== "string") throw missingProperty("UserName");
  if (typeof Password !== "string") throw missingProperty("Password");
  const opened = sessions.open({ username: UserName, password: Password });
  if (opened === undefined)
    throw new RedfishRefusal(
      401,
      "ResourceAtUriUnauthorized",
      `While accessing the resource at ${SESSIONS}, the service received an authorization error "Invalid credentials".`,
      [SESSIONS, "Invalid credentials"],
    );
  if (opened === "full")
    throw new RedfishRefusal(
      503,
      "SessionLimitExceeded",
      "The session establishment failed due to the number of simultaneous sessions exceeding the limit of the implementation.",
    );
  return {
    status: 201,
    headers: { "x-auth-token": opened.token, location: `${SESSIONS}/${opened.id}` },
    body: { ...session(opened.id), UserName },
  };
}
